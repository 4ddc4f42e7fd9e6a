//! The elements that matter to extraction, and what the HTML standard says of them.

/// Declares the elements with their names.
macro_rules! tags {
    ($($name:ident $bytes:literal),* $(,)?) => {
        /// An element's name; `Other` for all that mean nothing here.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Tag { $($name,)* Other }

        impl Tag {
            /// The element of this name in lower case.
            pub(crate) fn of(name: &[u8]) -> Self {
                match name { $($bytes => Self::$name,)* _ => Self::Other }
            }
        }
    };
}

tags! {
    A b"a", Address b"address", Area b"area", Article b"article", Aside b"aside", Audio b"audio", Base b"base",
    Blockquote b"blockquote", Body b"body", Br b"br", Button b"button", Canvas b"canvas", Caption b"caption",
    Center b"center", Col b"col", Dd b"dd", Details b"details", Dialog b"dialog", Div b"div", Dl b"dl", Dt b"dt",
    Embed b"embed", Fieldset b"fieldset", Figcaption b"figcaption", Figure b"figure", Footer b"footer",
    Form b"form", H1 b"h1", H2 b"h2", H3 b"h3", H4 b"h4", H5 b"h5", H6 b"h6", Head b"head", Header b"header",
    Hgroup b"hgroup", Hr b"hr", Html b"html", Iframe b"iframe", Img b"img", Input b"input", Label b"label",
    Li b"li", Link b"link", Main b"main", Math b"math", Menu b"menu", Meta b"meta", Nav b"nav",
    Noscript b"noscript", Object b"object", Ol b"ol", Optgroup b"optgroup", Option_ b"option", P b"p",
    Param b"param", Picture b"picture", Pre b"pre", Rp b"rp", Rt b"rt", Script b"script", Section b"section",
    Select b"select", Source b"source", Span b"span", Style b"style", Summary b"summary", Sup b"sup",
    Svg b"svg", Table b"table", Tbody b"tbody", Td b"td", Template b"template", Textarea b"textarea",
    Tfoot b"tfoot", Th b"th", Thead b"thead", Time b"time", Title b"title", Tr b"tr", Track b"track",
    Ul b"ul", Video b"video", Wbr b"wbr",
}

impl Tag {
    /// Whether it holds nothing and has no end tag.
    pub(crate) fn is_void(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Area | Base | Br | Col | Embed | Hr | Img | Input | Link | Meta | Param | Source | Track | Wbr
        )
    }

    /// Whether it stands on lines of its own.
    pub(crate) fn is_block(self) -> bool {
        use Tag::*;
        self.is_heading()
            || matches!(
                self,
                Address
                    | Article
                    | Aside
                    | Blockquote
                    | Body
                    | Caption
                    | Center
                    | Dd
                    | Details
                    | Dialog
                    | Div
                    | Dl
                    | Dt
                    | Fieldset
                    | Figcaption
                    | Figure
                    | Footer
                    | Form
                    | Header
                    | Hgroup
                    | Hr
                    | Html
                    | Li
                    | Main
                    | Menu
                    | Nav
                    | Ol
                    | P
                    | Pre
                    | Section
                    | Summary
                    | Table
                    | Tbody
                    | Td
                    | Tfoot
                    | Th
                    | Thead
                    | Tr
                    | Ul
            )
    }

    pub(crate) fn is_heading(self) -> bool {
        use Tag::*;
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    /// Whether its start ends an open paragraph.
    pub(crate) fn closes_p(self) -> bool {
        self.is_block()
            && !matches!(
                self,
                Tag::Td | Tag::Th | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot
            )
    }

    /// Whether an end tag or an implied end does not reach beyond it.
    pub(crate) fn is_boundary(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Html | Table | Td | Th | Caption | Object | Template | Button
        )
    }

    /// Whether its start ends an open element of the other name, up to the nearest of the elements behind.
    pub(crate) fn implies_end_of(self) -> (&'static [Tag], &'static [Tag]) {
        use Tag::*;
        match self {
            Li => (&[Li], &[Ul, Ol, Menu]),
            Dt | Dd => (&[Dt, Dd], &[Dl]),
            Option_ | Optgroup => (&[Option_], &[Select]),
            Td | Th => (&[Td, Th], &[Tr, Table]),
            Tr => (&[Tr], &[Table, Tbody, Thead, Tfoot]),
            Tbody | Thead | Tfoot => (&[Tbody, Thead, Tfoot], &[Table]),
            _ => (&[], &[]),
        }
    }

    /// Whether nothing in it is ever an article's text.
    pub(crate) fn is_never_text(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Aside
                | Audio
                | Button
                | Canvas
                | Caption
                | Dialog
                | Embed
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Head
                | Iframe
                | Input
                | Label
                | Math
                | Menu
                | Nav
                | Noscript
                | Object
                | Picture
                | Rp
                | Rt
                | Script
                | Select
                | Style
                | Svg
                | Template
                | Textarea
                | Title
                | Video
        )
    }
}
