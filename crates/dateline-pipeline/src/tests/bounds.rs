//! Bounds on what an article may take: items of a layer, and time.

use super::{pipeline, same_on_all_threads, texts};
use crate::Runner;
use dateline_core::{Annotator, Contract, Error, FaultKind, Output, Stateless, View};
use dateline_testkit::{Collect, FromTexts};
use std::time::Duration;

/// Goes round and round on the second article until it is told to stop.
struct Stubborn;

impl Stateless for Stubborn {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn annotate(&self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        while doc.meta().id == "2" {
            std::thread::sleep(Duration::from_micros(200));
            out.check()?;
        }
        Ok(())
    }
}

/// Sleeps over the second article, and asks nobody.
struct Deaf;

impl Stateless for Deaf {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn annotate(&self, doc: View<'_>, _: &mut Output<'_>) -> Result<(), Error> {
        if doc.meta().id == "2" {
            std::thread::sleep(Duration::from_millis(1300));
        }
        Ok(())
    }
}

#[test]
fn a_layer_that_grows_too_long_costs_its_article() {
    let pipeline = pipeline(Vec::new());
    let run = |threads: usize| {
        let mut source = FromTexts::new(["one two", "one two three four", "one two three"]);
        let (mut writing, collected) = Collect::writing(Vec::new());
        let runner = Runner::new(&pipeline).threads(threads).max_article_items(3);
        let stats = runner.run(&mut source, &mut writing).unwrap();
        let fault = collected.faults().remove(0);
        assert_eq!((fault.kind, fault.stage.as_str()), (FaultKind::TooLarge, "words"));
        assert_eq!(fault.reason, "the layer “tokens” has 4 items; 3 is the most");
        assert_eq!(collected.ids(), ["1", "3"]);
        stats.save()
    };
    assert_eq!(run(1), run(2));
}

#[test]
fn an_article_that_takes_too_long_is_given_up_between_stages_and_within_one_that_asks() {
    for stage in [Box::new(Stubborn) as Box<dyn Annotator>, Box::new(Deaf)] {
        let pipeline = pipeline(vec![("slow", stage)]);
        for threads in [1, 2] {
            let mut source = FromTexts::new(["one", "two", "three"]);
            let (mut writing, collected) = Collect::writing(Vec::new());
            let bound = Some(Duration::from_secs(1));
            let runner = Runner::new(&pipeline).threads(threads).max_article_time(bound);
            let stats = runner.run(&mut source, &mut writing).unwrap();
            assert_eq!(stats.faults(), [(FaultKind::TooSlow, 1)]);
            let fault = collected.faults().remove(0);
            assert_eq!((fault.id.as_str(), fault.stage.as_str()), ("2", "slow"));
            assert_eq!(fault.reason, "the article takes longer than it may");
            assert_eq!(collected.ids(), ["1", "3"]);
        }
    }
}

#[test]
fn without_a_bound_there_is_all_the_time_in_the_world() {
    let pipeline = pipeline(vec![("slow", Box::new(Deaf) as Box<dyn Annotator>)]);
    let (stats, _) = same_on_all_threads(&pipeline, || texts(3));
    assert_eq!(stats.done, 3);
}
