//! Links between our pages lead somewhere: to a file that exists and, where they name one, to a heading in it.

use std::{fs, path::PathBuf};

use crate::{files, root, shown};

/// All pages of the repository.
fn pages() -> Vec<PathBuf> {
    files("", "md")
}

/// The lines of a page that are text, not code.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_code = false;
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(move |(_, line)| {
        is_code ^= line.trim_start().starts_with("```");
        !is_code
    })
}

/// The anchors of a page's headings, as mdBook and GitHub make them.
fn anchors(text: &str) -> Vec<String> {
    let headings =
        prose(text).filter(|(_, line)| line.starts_with('#')).map(|(_, line)| line.trim_start_matches('#').trim());
    headings
        .map(|heading| {
            let kept = heading.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
            kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
        })
        .collect()
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let mut dead = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for (line, link) in prose(&text).flat_map(|(line, text)| text.split("](").skip(1).map(move |rest| (line, rest)))
        {
            let link = link.split([')', ' ']).next().unwrap_or_default();
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let to = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let leads = match fs::read_to_string(&to) {
                Ok(text) => anchor.is_empty() || anchors(&text).iter().any(|known| known == anchor),
                Err(_) => to.is_dir() && anchor.is_empty(),
            };
            if !leads {
                dead.push(format!("{}:{line}: {link}", shown(&page)));
            }
        }
    }
    assert!(dead.is_empty(), "links that lead nowhere:\n{}", dead.join("\n"));
}

#[test]
fn every_page_of_the_book_is_in_its_summary() {
    let folder = root().join("docs/src");
    let summary = fs::read_to_string(folder.join("SUMMARY.md")).unwrap();
    for page in pages().iter().filter(|page| page.starts_with(&folder)) {
        let name = page.strip_prefix(&folder).unwrap().display().to_string();
        assert!(
            name == "SUMMARY.md" || summary.contains(&format!("]({name})")),
            "docs/src/{name} is not in SUMMARY.md"
        );
    }
}
