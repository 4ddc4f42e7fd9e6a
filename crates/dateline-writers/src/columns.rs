//! What the columns of a table are, and a row's values one by one, for formats whose columns have types.

use serde::Serialize;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// A whole number that fits 64 bits with a sign.
    Integer,
    Real,
    Boolean,
}

/// A column: its name, what it holds, and whether a value may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) optional: bool,
}

impl Column {
    /// The column for a field of this name and type.
    pub(crate) const fn of<V: Value>(field: &'static str) -> Self {
        // A field that is named like a keyword is written with this in front.
        let name = match field.as_bytes() {
            [b'r', b'#', ..] => field.split_at(2).1,
            _ => field,
        };
        Self {
            name,
            kind: V::KIND,
            optional: V::OPTIONAL,
        }
    }
}

/// One value of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'c> {
    Null,
    Text(&'c str),
    Integer(i64),
    Real(f64),
    Boolean(bool),
}

/// A type that can be a field of a row.
pub(crate) trait Value {
    const KIND: Kind;
    const OPTIONAL: bool = false;

    fn cell(&self) -> Cell<'_>;
}

impl Value for &str {
    const KIND: Kind = Kind::Text;
    fn cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}

impl Value for String {
    const KIND: Kind = Kind::Text;
    fn cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}

impl Value for u32 {
    const KIND: Kind = Kind::Integer;
    fn cell(&self) -> Cell<'_> {
        Cell::Integer(i64::from(*self))
    }
}

impl Value for u64 {
    const KIND: Kind = Kind::Integer;
    fn cell(&self) -> Cell<'_> {
        // No count of records or articles comes near the limit.
        Cell::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}

impl Value for f64 {
    const KIND: Kind = Kind::Real;
    fn cell(&self) -> Cell<'_> {
        Cell::Real(*self)
    }
}

impl Value for bool {
    const KIND: Kind = Kind::Boolean;
    fn cell(&self) -> Cell<'_> {
        Cell::Boolean(*self)
    }
}

impl<V: Value> Value for Option<V> {
    const KIND: Kind = V::KIND;
    const OPTIONAL: bool = true;
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, Value::cell)
    }
}

/// A record whose fields are the columns of a table.
pub(crate) trait Row: Serialize {
    const COLUMNS: &'static [Column];

    /// Shows the row's values, in the columns' order.
    fn visit(&self, visit: &mut dyn FnMut(Cell<'_>));
}

/// Declares a record as a row: its fields are the columns, in order, and their types say what these hold.
macro_rules! row {
    ($(#[$doc:meta])* $vis:vis struct $name:ident<$life:lifetime> {
        $($(#[$field_doc:meta])* $field_vis:vis $field:ident: $type:ty,)+
    }) => {
        $(#[$doc])*
        #[derive(Default, serde::Serialize)]
        $vis struct $name<$life> { $($(#[$field_doc])* $field_vis $field: $type,)+ }

        impl<$life> $crate::columns::Row for $name<$life> {
            const COLUMNS: &'static [$crate::columns::Column] =
                &[$($crate::columns::Column::of::<$type>(stringify!($field)),)+];

            fn visit(&self, visit: &mut dyn FnMut($crate::columns::Cell<'_>)) {
                $(visit($crate::columns::Value::cell(&self.$field));)+
            }
        }
    };
}
pub(crate) use row;
