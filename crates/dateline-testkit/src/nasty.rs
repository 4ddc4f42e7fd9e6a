//! Texts that break stages.

/// Texts on which stages have been known to fail, each with a name for messages.
#[must_use]
pub fn nasty_texts() -> Vec<(&'static str, String)> {
    let fixed = [
        ("empty", ""),
        ("one space", " "),
        (
            "white space",
            " \t\n\r\n\u{b}\u{c}\u{85}\u{a0}\u{2003}\u{2028}\u{2029}\u{3000} \n\n\n",
        ),
        ("one letter", "a"),
        ("one full stop", "."),
        (
            "no final stop",
            "Tea Seiha met Minoru Kihara on Monday in Phnom Penh",
        ),
        (
            "byte order mark",
            "\u{feff}PHNOM PENH (AP) -- Talks began on Aug. 5, 2024.",
        ),
        (
            "carriage returns",
            "First line.\r\nSecond line.\r\rThird, he said.\r",
        ),
        (
            "nuls and controls",
            "Kihara\0said\0\0 $5\u{1}m \u{7f}on\u{1b}[31m Monday\u{0}",
        ),
        (
            "combining marks",
            "Jose\u{301} A\u{30a}se o\u{302}\u{323}\u{323}\u{323} \u{301}\u{301} e\u{20dd} said so.",
        ),
        ("emoji", "👩‍👩‍👧‍👦 🇰🇭🇯🇵🇺 said 👍🏽! :-) 5️⃣ ❤️\u{200d} \u{fe0f}"),
        (
            "right to left",
            "قال الرئيس في 5 آب 2024 إن \u{202e}שלום\u{202c} 12.5% (Netanyahu) אמר.",
        ),
        (
            "other scripts",
            "習近平は2024年8月5日に東京で語った。Москва заявила. ประเทศไทย ២០២៤ १२,३४५",
        ),
        (
            "private use and unassigned",
            "\u{e000}\u{f8ff}\u{10ffff}\u{fffd}\u{fffe}\u{378}",
        ),
        (
            "zero width",
            "Ki\u{200b}hara\u{200c} \u{200d}\u{2060}sa\u{ad}id\u{feff} so\u{180e}.",
        ),
        (
            "compatibility forms",
            "ＡＢＣ　１２３　＄５　ﬁnance ½ ² Ⅻ ㎞ ℃ №5 €5½bn",
        ),
        (
            "unbalanced quotes",
            "“He said, ‘no. \"What? ‘’ ”” “““ ''' '' `` ''`` \" said Kihara.\n“And on",
        ),
        (
            "nested quotes",
            "“He said ‘she said “they said ‘no’, so” yes’, I think”, Kihara said.",
        ),
        (
            "all dashes",
            "a-b a‐b a‑b a‒b a–b a—b a―b a−b a--b a---b -- — 1-2 3–4 −5 -$6 --7-- -",
        ),
        (
            "all apostrophes",
            "don't don’t donʼt don´t don`t 'tis ’90s rock ’n’ roll dogs' dogs’ '' o''clock",
        ),
        (
            "dots",
            "U.S. U.S.A.. e.g. ... …. . . . 3.5. .5 5. a.b.c.d. Gen. Mr. St. No. 5. www..com 1.2.3.4",
        ),
        (
            "numbers",
            "1,234,567.89 1,23,4 1.234,56 007 1e5 -0 +1-202-555-0100 0x1F 12:60 99:99:99 1/0/0 31/2/2024 $ $$ $-5 5$ 1.2.3 999999999999999999999999999999 1e999 %",
        ),
        (
            "dates that are none",
            "Feb. 30, 2024; 13/13/13; the 0th of May; Monday the 99th; May; March on, August 2024bc; 0000-00-00; 9999-12-31",
        ),
        (
            "addresses",
            "http:// https://a http://[::1]:99999/%zz?q=#é www. a@b @ @@x #a #1 ## x@y@z.com mailto: ftp://ü.рф/",
        ),
        (
            "mark-up",
            "<p>Kihara</p> &amp; &#0; &#x110000; <<>> </ <!-- -- > {\"a\": [1, \"\\u0000\"]} \\ \\n | ~ ^ * _",
        ),
        ("brackets", ")]}[{( ((((( ((a) b)) [1] (AP) — (Reuters )( [sic"),
        (
            "capitals",
            "KIHARA AND TEA SEIHA MEET IN PHNOM PENH, SIGN $1.7 BILLION DEAL ON MONDAY",
        ),
        (
            "lower case",
            "kihara and tea seiha meet in phnom penh, sign $1.7 billion deal on monday",
        ),
        ("turkish and german case", "İSTANBUL istanbul ıI ẞß ŞŞ ǆ ǅ Ǆ ﬆ ŉ"),
        (
            "names beside names",
            "President Prime Minister Gen. Dr. Sir Kihara Kihara Hun Manet Hun Sen Hun of of the The of",
        ),
        (
            "news",
            "PHNOM PENH, Cambodia (AP) — Japanese Defense Minister Minoru Kihara said Monday that “we won't stop” the $1.7 billion, 180-kilometre (110-mile) canal.\n\n“It's ours,” Tea Seiha told reporters.",
        ),
    ];
    let mut texts: Vec<(&'static str, String)> = fixed.map(|(name, text)| (name, text.to_owned())).to_vec();
    let repeated = [
        ("64 KB of one letter", "a", 1 << 16),
        ("64 KB of full stops", ".", 1 << 16),
        ("64 KB of one digit", "7", 1 << 16),
        ("64 KB of spaces", " ", 1 << 16),
        ("64 KB of opening quotes", "“", (1 << 16) / 3),
        ("64 KB of opening brackets", "(", 1 << 16),
        ("64 KB of hyphens", "-", 1 << 16),
        ("64 KB of one emoji", "🙂", 1 << 14),
        ("64 KB of combining marks", "\u{301}", 1 << 15),
        ("64 KB of line ends", "\n", 1 << 16),
        ("64 KB of carriage returns", "\r\n", 1 << 15),
        (
            "one very long line",
            "Kihara said on Monday that Hun Manet, who had paid $5, would not. ",
            1 << 10,
        ),
        (
            "one very long sentence",
            "Kihara of Japan and Tea Seiha and ",
            1 << 11,
        ),
        ("very many paragraphs", "“No,” he said.\n\n", 1 << 12),
        ("a name without end", "Hun-Manet-", 1 << 12),
        ("a number without end", "1,000,", 1 << 13),
        ("an abbreviation without end", "U.S.", 1 << 14),
    ];
    texts.extend(repeated.map(|(name, unit, times)| (name, unit.repeat(times))));
    texts.push((
        "every character up to U+2FFF",
        (0..0x3000).filter_map(char::from_u32).collect(),
    ));
    texts
}
