//! Input for the tests: samples, and what becomes of them when bytes are changed, lost and doubled.
//!
//! Without coverage to guide it this finds less than a fuzzer; it finds it in seconds, on every change.

use std::time::{Duration, Instant};

/// News with what tokenizers stumble over. The first byte chooses settings.
pub(crate) const NEWS: &[&str] = &[
    "aThe U.S. envoy didn't say: \"We'll pay $1.7bn, i.e. ¥250 billion.\" (Reuters) -- 5 p.m.\n\nMore...",
    "b“It’s over,” Gen. Chhum Sochet’s aide told AP’s reporter… 180-kilometre (110-mile) canal — really?!",
    "cMail live@example.org or see https://example.org/a-b_c?d=1,2. @user #tag :-) C++ O'Neill rock'n'roll",
    "d• 1. First\n• 2.1. Second (a) third\n\nCAN'T WON'T gonna cannot 'tis y'all's U.N.-backed AT&T 1,234.5%",
    "e日本語の文章。قال الرئيس \u{202e}x\u{202c} e\u{301}\u{302} 👩\u{200d}👩\u{200d}👧 \u{feff}\u{200b}\u{0}\u{85}\u{2028}",
];

/// Articles as JSON. The first byte chooses the bound on records.
pub(crate) const JSONL: &[&str] = &[
    "a{\"id\": \"1\", \"title\": \"T\", \"published\": \"2024-08-05\", \"text\": \"One \\\"two\\\" \\ud83d\\ude00.\"}\n{\"id\": 2, \"body\": \"x\"}\n",
    "d[{\"headline\": \"H\", \"content\": [\"a\", \"b\"], \"date\": \"Aug 5, 2024\"},\n {\"text\": null}]",
    "e{\n \"text\": \"over\\nlines\",\n \"url\": \"https://example.org\"\n}\n{\"text\": \"\"}\r\n\r\nnot json\n{\"a\": {\"b\": [[[[1e5]]]]}}",
];

/// Articles as Dateline writes them.
pub(crate) const WRITTEN: &[&str] = &[
    "{\"schema\":\"dateline/1\",\"id\":\"1\",\"title\":null,\"text\":\"Kihara didn't pay €5.\",\
     \"sentences\":[{\"start\":0,\"end\":21,\"paragraph\":true}],\
     \"tokens\":[{\"start\":0,\"end\":6,\"lemma\":\"Kihara\",\"upos\":\"PROPN\",\"xpos\":\"NNP\",\"feats\":null,\"head\":3,\"deprel\":\"nsubj\"},\
     {\"start\":7,\"end\":10,\"upos\":\"AUX\",\"head\":3,\"deprel\":\"aux\"},{\"start\":10,\"end\":13,\"upos\":\"PART\",\"head\":3,\"deprel\":\"advmod\",\"joined\":true},\
     {\"start\":14,\"end\":17,\"upos\":\"VERB\",\"head\":null,\"deprel\":\"root\"},{\"start\":18,\"end\":20,\"upos\":\"NUM\",\"head\":3,\"deprel\":\"obl:tmod\"},\
     {\"start\":20,\"end\":21,\"upos\":\"PUNCT\",\"head\":3,\"deprel\":\"punct\"}],\
     \"mentions\":[{\"start\":0,\"end\":6,\"text\":\"Kihara\",\"label\":\"PERSON\",\"kind\":\"name\",\"entity\":0,\"value\":null,\"confidence\":0.9,\"rule\":\"r\"},\
     {\"start\":18,\"end\":20,\"text\":\"€5\",\"label\":\"MONEY\",\"kind\":\"value\",\"entity\":null,\"value\":{\"type\":\"MONEY\",\"value\":\"5 EUR\",\"amount\":\"5\",\"currency\":\"EUR\"},\"confidence\":1,\"rule\":null}],\
     \"entities\":[{\"name\":\"Kihara\",\"label\":\"PERSON\",\"mentions\":[0],\"link\":{\"wikidata\":\"Q1\"}}],\
     \"relations\":[{\"relation\":\"cost\",\"subject\":0,\"object\":1,\"qualifiers\":{\"former\":true},\"evidence\":{\"sentence\":0,\"spans\":[{\"start\":14,\"end\":17,\"text\":\"pay\"}],\"rule\":null},\"confidence\":0.5}],\
     \"events\":[{\"code\":\"070\",\"plover\":\"AID\",\"trigger\":{\"start\":14,\"end\":17,\"text\":\"pay\"},\"source\":[0],\"target\":[],\"source_code\":null,\"target_code\":null,\"date\":null,\"location\":null,\"status\":\"denied\",\"evidence\":{\"sentence\":0,\"spans\":[],\"rule\":null},\"confidence\":1,\"reported_by\":0}],\
     \"quotes\":[{\"kind\":\"direct\",\"content\":[{\"start\":7,\"end\":17,\"text\":\"didn't pay\"}],\"cue\":null,\"speaker\":0,\"addressee\":null,\"confidence\":1,\"speaker_entity\":0,\"rule\":null}]}\n",
    "{\"schema\":\"dateline/1\",\"id\":\"2\",\"text\":\"Kihara didn't pay. So.\",\
     \"compact\":{\"spans\":[0,6,1,3,0,3,1,3,0,1,1,2,0,1],\"joined\":[2],\"sentences\":[5,2],\"paragraphs\":[0],\
     \"lemma\":[\"\",\"do\",\"not\",\"\",\"\",\"so\",null],\"upos\":[\"PROPN\",\"AUX\",\"PART\",\"VERB\",\"PUNCT\",\"ADV\",\"PUNCT\"],\
     \"head\":[3,3,3,null,3,null,5],\"deprel\":[\"nsubj\",\"aux\",\"advmod\",\"root\",\"punct\",\"root\",\"punct\"]}}\n",
];

/// CoNLL-U. The first byte chooses the bound on records.
pub(crate) const CONLLU: &[&str] = &[
    "a# newdoc id = d1\n# meta::dateCreated = 2024-08-05\n# newpar\n# sent_id = 1\n# text = Kihara didn't go.\n\
     1\tKihara\tKihara\tPROPN\tNNP\tNumber=Sing\t4\tnsubj\t_\tNER=B-PERSON\n\
     2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_\n2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\t_\n\
     3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_\n4\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No\n\
     5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_\n\n",
    "b# sent_id = 2\n# text = Näh 5 €\n1\tNäh\t_\tINTJ\t_\t_\t0\troot\t_\tTokenRange=0:3\n\
     1.1\tx\t_\t_\t_\t_\t_\t_\t0:root\t_\n2\t5\t5\tNUM\tCD\t_\t3\tnummod\t_\tNER=B-MONEY\n\
     3\t€\t€\tSYM\t$\t_\t1\tdep\t_\tNER=I-MONEY|SpacesAfter=\\n\\n\n\n# newdoc id = d2\n1\tSo\t_\t_\t_\t_\t_\t_\t_\t_\n\n",
];

/// Configurations.
pub(crate) const CONFIG: &[&str] = &[
    "[run]\nstages = [\"quotes\"]\nthreads = 2\nmax_article_bytes = 67108864\noffsets = \"chars\"\npublished = 2024-08-05\n",
    "[stages.tokenizer]\nconventions = \"gum\"\nsplit_hyphens = true\nabbreviations = \"a.tsv\"\n[input.jsonl]\ntext = [\"body\"]\nencoding = \"utf-8-lossy\"\n",
    "[input.conllu]\nkeep = [\"tokens\", \"tags\"]\nmax_record_bytes = 100\n[run]\nlayers = []\n",
];

/// Semgrex patterns.
pub(crate) const SEMGREX: &[&str] = &[
    "{word:/[ab]|c.*/;tag!:VB}=x >/n?subj(:pass)?/=r~e {}=y ?>> {#}=z :: uniq x y",
    "{$} [<<det {} | 1,3>> ({upos:ADJ}=a $++ {})] & !.. {ner:O} : =a == [{idx:2}|!{lemma:\"b\"}]",
    "({feats:{Tense:Past;Person!:__}}) <> {} $+ {} -- {} <++ {} >-- {}=q > =q",
];

/// PETRARCH dictionaries: actors, agents, verbs, discards, with zero bytes between.
pub(crate) const PETRARCH: &[&str] = &[
    "ARNOR_ [ARN]\nGONDOR # x\n+BREE\n\t[GON <950601] [GOB 19950601-20990101]\nGOLLUM [HOB/SAM]\0!P! = MAN, MEN\n\
     MINISTER {} [~GOV]\nTROOP!P! [~MIL]\nTROOPS [N~]\0&T\n+TROOPS\n--- MEET [031:032] ---\nMEET {MET }\n- $ *_% [064]\n\
     - * ^ &T + [7]\n--- ATTACK [---] ---\nATTACK\n+CUT_OFF [2]\n- NOT_* {GONDOR (&T)} [190]\0BALL\n+WORLD CUP\n",
];

/// Bytes that mean something to one format or another.
const LOADED: &[&str] = &[
    "\"", "'", "’", "“", "\\", "\n", "\r\n", "\t", "\0", "{", "}", "[", "]", ",", ".", "-", "=", "#", "_",
    " ", "\u{feff}", "\u{200b}", "\u{301}", "é", "日", "👩", "0", "9", "1.1", "1-2", "-1", "\\ud800", "e",
    "nan", ">>", "<", "$+", "!", "=x", "~e", "[", "]", "(", ")", "|", "&", ":", "::", "/", "?",
];

/// Runs `target` over every sample and over `count` mutations of them, the same ones every time. With the variable
/// `DATELINE_FUZZ_SECONDS` it runs over as many of them as it can in so many seconds, in the same order: what a
/// faster machine sees begins with what a slower one sees. An input that fails is printed.
pub(crate) fn mutated(samples: &[&str], count: usize, target: fn(&[u8])) {
    let seconds = std::env::var("DATELINE_FUZZ_SECONDS").ok();
    let bound = seconds.map(|it| Duration::from_secs(it.parse().expect("seconds are a whole number")));
    let started = Instant::now();
    let mut runs = 0;
    let mut target = |bytes: &[u8]| {
        runs += 1;
        let shown = Shown(bytes);
        target(bytes);
        std::mem::forget(shown);
    };
    for sample in samples {
        target(sample.as_bytes());
        for end in 0..sample.len() {
            target(&sample.as_bytes()[..end]);
        }
    }
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for number in 0.. {
        if bound.map_or(number >= count, |bound| started.elapsed() >= bound) {
            break;
        }
        let mut bytes = random.of(samples).as_bytes().to_vec();
        for _ in 0..1 + random.below(6) {
            mutate(&mut bytes, &mut random);
        }
        target(&bytes);
    }
    if bound.is_some() {
        let name = std::thread::current().name().unwrap_or_default().to_owned();
        println!(
            "{name}: {runs} inputs in {:.0} s",
            started.elapsed().as_secs_f64()
        );
    }
}

/// An input that is being looked at: it is printed where that ends in a panic.
struct Shown<'b>(&'b [u8]);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        eprintln!("the input was b\"{}\"", self.0.escape_ascii());
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + random.below(12)).min(bytes.len());
    match random.below(5) {
        0 => drop(bytes.drain(at..end)),
        1 => {
            let piece = bytes[at..end].repeat(1 + random.below(30));
            bytes.splice(at..at, piece);
        }
        2 => drop(bytes.splice(at..at, random.of(LOADED).bytes())),
        3 => drop(bytes.splice(at..end, random.of(LOADED).bytes())),
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
    }
}

/// xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end.max(1)
    }

    fn of<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }
}
