//! Which of the known words somebody meant who typed another.

/// The word that `text` is a misspelling of: the same but for case and underscores, or, for longer words, with at most
/// two letters added, lost, changed or swapped.
pub(crate) fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bare = |text: &str| text.replace(['_', '-'], "").to_lowercase();
    let text = bare(text);
    let most = if text.len() > 4 { 2 } else { 1 };
    let distance = |word: &'a str| (strsim::osa_distance(&text, &bare(word)), word);
    let nearest = known.into_iter().map(distance).min_by_key(|(distance, _)| *distance);
    nearest.filter(|(distance, _)| *distance <= most && *distance < text.len()).map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_word_is_found() {
        let known = ["balanceOf", "transfer", "token", "nft"];
        for (text, expected) in [
            ("balance_of", Some("balanceOf")),
            ("balanceOff", Some("balanceOf")),
            ("Token", Some("token")),
            ("tranfser", Some("transfer")),
            ("nfr", Some("nft")),
            ("burn", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(text, known), expected, "{text}");
        }
    }
}
