//! What searches found: the programs that took the most time for their gas, kept so that they stay priced.

use super::{Class, Group};
use crate::search::Genome;

/// Genomes, each the worst of a search.
const FINDS: &[&str] = &["2f59703d34bce33d2a1b", "29ac1ba1ac1ba177c5f62a53f92a53f92a53f97370de9537967370de080809"];

pub(super) fn classes() -> Vec<Class> {
    let class = |text: &&str| Some(Class::new(Group::Finds, format!("find {text}"), Genome::parse(text)?.program()));
    FINDS.iter().filter_map(class).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_find_is_a_program() {
        assert_eq!(super::classes().len(), super::FINDS.len());
    }
}
