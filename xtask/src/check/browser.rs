//! `cargo xtask check browser`: no script runs in the pages that Dateline writes, however hostile an article.
//!
//! The pages have a policy that forbids scripts, and everything of an article is escaped. Either should do, so each is
//! looked at alone, in a real browser without a window:
//!
//! - The pages as they are do not run a script.
//! - The pages without the policy do not, although a probe of ours then opens, clicks and touches everything in them;
//!   and the probe finds no script, no handler and no `javascript:` in what the browser made of the page.
//! - With the policy, and a payload put into the page as it stands, the payload does not run.
//! - Without it, it does: this is how one knows that the browser would have told.

use super::hostile;
use crate::repo::{self, Repo};
use crate::step;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Browsers that print what they have made of a page.
const BROWSERS: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "brave-browser",
];

/// Touches everything and says what there is that could run.
const PROBE: &str = r#"<script>
let bad = [];
for (const it of [...document.querySelectorAll("*")]) {
  if (it === document.currentScript) continue;
  if (["SCRIPT", "IFRAME", "OBJECT", "EMBED", "BASE", "FORM"].includes(it.tagName)) bad.push(it.tagName);
  for (const attribute of it.attributes) {
    if (/^on/i.test(attribute.name)) bad.push(attribute.name);
    if (/^\s*(javascript|data|vbscript):/i.test(attribute.value) && /href|src|action/i.test(attribute.name)) bad.push(attribute.value);
  }
  for (const kind of ["mouseover", "focus", "toggle", "load", "error"]) it.dispatchEvent(new Event(kind));
  if (it.tagName === "DETAILS") it.open = true;
  if (it.tagName === "A" && it.protocol === "javascript:") it.click();
}
document.documentElement.dataset.probe = bad.length === 0 ? "clean" : "found " + bad.join(" ");
</script>
"#;

/// Writes hostile articles as pages, by the program that `program` gives, and opens them.
pub(crate) fn browser(repo: &Repo, program: impl FnOnce() -> Result<PathBuf>) -> Result<()> {
    let Some(browser) = find() else {
        println!(
            "skipped: there is no browser here; any of {} will do",
            BROWSERS.join(", ")
        );
        return Ok(());
    };
    let program = program()?;
    let out = repo.output().join("check-browser");
    if out.exists() {
        std::fs::remove_dir_all(&out)?;
    }
    std::fs::create_dir_all(&out)?;
    let payloads = hostile::payloads();
    let lines: String = (0..payloads.len())
        .map(|shift| format!("{}\n", hostile::article(&payloads, shift)))
        .collect();
    let articles = out.join("hostile.jsonl");
    std::fs::write(&articles, lines)?;
    for target in ["folder/", "one.html"] {
        let mut convert = Command::new(&program);
        convert
            .arg("convert")
            .arg(&articles)
            .args(["-q", "--format", "html", "-o"]);
        convert.arg(out.join(target));
        if !repo::status(&mut convert)?.success() {
            bail!("the hostile articles could not be written as pages");
        }
    }
    step::step("browser", "scripts in hostile articles", || {
        let window = Window {
            browser,
            profile: out.join("profile"),
            page: out.join("page.html"),
        };
        check(&window, &out, &payloads)
    })
}

/// The first browser on the path.
fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let all = BROWSERS
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    all.into_iter().find(|path| path.is_file())
}

/// A browser, and where it may write.
struct Window {
    browser: PathBuf,
    profile: PathBuf,
    /// Where pages that are made for one look lie.
    page: PathBuf,
}

impl Window {
    /// What the browser has made of a page two seconds (of its own time) after it was opened.
    fn open(&self, page: &Path) -> Result<String> {
        let mut command = Command::new(&self.browser);
        // The sandbox cannot be had as root, and in it or out of it a page runs the same scripts.
        command.args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--mute-audio",
        ]);
        command.args(["--virtual-time-budget=2000", "--timeout=60000", "--dump-dom"]);
        let mut profile = std::ffi::OsString::from("--user-data-dir=");
        profile.push(&self.profile);
        let mut address = std::ffi::OsString::from("file://");
        address.push(page);
        let output = command
            .arg(profile)
            .arg(address)
            .stderr(Stdio::null())
            .output()
            .with_context(|| format!("cannot start {}", self.browser.display()))?;
        let dom = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() || !dom.contains("</html>") {
            bail!("{} could not open {}", self.browser.display(), page.display());
        }
        Ok(dom)
    }

    /// The same for a page that lies nowhere yet.
    fn show(&self, html: &str) -> Result<String> {
        std::fs::write(&self.page, html)?;
        self.open(&self.page)
    }
}

/// Whether a payload has run in a page.
fn ran(dom: &str) -> bool {
    opening(dom).contains("data-ran")
}

/// The tag with which the root begins.
fn opening(dom: &str) -> &str {
    let root = dom.find("<html").and_then(|at| dom.get(at..)).unwrap_or_default();
    root.split('>').next().unwrap_or_default()
}

/// A page without its policy.
fn without_policy(html: &str) -> Result<String> {
    let start = html.find("<meta http-equiv=\"Content-Security-Policy\"");
    let start = start.context("a page has no policy")?;
    let end = html
        .get(start..)
        .and_then(|rest| rest.find('>'))
        .context("a tag does not end")?;
    Ok([&html[..start], &html[start + end + 1..]].concat())
}

/// A page with `more` at its end.
fn with(html: &str, more: &str) -> String {
    html.replacen("</body>", &format!("{more}</body>"), 1)
}

fn check(window: &Window, out: &Path, payloads: &[String]) -> Result<()> {
    let mut pages = vec![out.join("one.html")];
    for entry in std::fs::read_dir(out.join("folder/html"))? {
        pages.push(entry?.path());
    }
    pages.retain(|page| page.extension().is_some_and(|ending| ending == "html"));
    pages.sort();
    if pages.len() < payloads.len() + 2 {
        bail!(
            "there are only {} pages of {} articles",
            pages.len(),
            payloads.len()
        );
    }
    // The browser tells when a script has run: each payload that needs nobody to click does run in a bare page.
    for payload in hostile::running(payloads) {
        let page = format!(
            "<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>x</p>{payload}</body></html>\n"
        );
        let forbidden = page.replacen("<title>", &format!("{}<title>", policy(&pages[0])?), 1);
        if !ran(&window.show(&page)?) {
            bail!("{payload} does not run in a page that lets it: this check would see nothing");
        }
        if ran(&window.show(&forbidden)?) {
            bail!("{payload} runs in a page with our policy");
        }
    }
    for page in &pages {
        let html = std::fs::read_to_string(page)?;
        let name = page.display();
        if ran(&window.open(page)?) {
            bail!("a script ran in {name}");
        }
        let dom = window.show(&with(&without_policy(&html)?, PROBE))?;
        if ran(&dom) {
            bail!("a script ran in {name} without its policy");
        }
        if !opening(&dom).contains("data-probe=\"clean\"") {
            bail!("{name}, without its policy: {}", opening(&dom));
        }
    }
    println!(
        "    {} of hostile articles, opened by {}: no script ran, none is there",
        format_args!("{} pages", pages.len()),
        window.browser.display()
    );
    Ok(())
}

/// The policy of a page that Dateline has written, as it stands there.
fn policy(page: &Path) -> Result<String> {
    let html = std::fs::read_to_string(page)?;
    let rest = without_policy(&html)?;
    let start = html
        .bytes()
        .zip(rest.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    html.get(start..start + html.len() - rest.len())
        .map(str::to_owned)
        .context("a policy that is no text")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html>\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"x\">\n\
                        <meta name=\"a\"></head><body>b</body></html>";

    #[test]
    fn policies_are_taken_out_and_found() {
        let bare = without_policy(PAGE).expect("a policy");
        assert!(
            !bare.contains("Policy") && bare.contains("<meta name=\"a\">"),
            "{bare}"
        );
        assert!(without_policy(&bare).is_err());
        assert!(with(&bare, "<i>").ends_with("b<i></body></html>"));
    }

    #[test]
    fn words_about_a_script_are_no_script_that_ran() {
        assert!(ran(
            "<!DOCTYPE html>\n<html lang=\"en\" data-ran=\"1\"><body></body></html>"
        ));
        assert!(!ran("<html lang=\"en\"><body>data-ran</body></html>"));
    }
}
