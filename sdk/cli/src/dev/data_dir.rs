//! Where a dev chain is kept when nobody says where.

use std::{ffi::OsString, path::PathBuf};

use crate::CliError;

/// `causeway/dev` in the user's data folder (XDG Base Directory Specification): `$XDG_DATA_HOME` if it is an absolute
/// path, otherwise `$HOME/.local/share`.
pub(super) fn default_path(variable: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, CliError> {
    let absolute = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = match absolute("XDG_DATA_HOME") {
        Some(data_home) => data_home,
        None => absolute("HOME").ok_or(CliError::NoHome)?.join(".local/share"),
    };
    Ok(base.join("causeway/dev"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_with(variables: &[(&str, &str)]) -> Result<PathBuf, CliError> {
        default_path(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn xdg_data_home_comes_first() {
        let path = path_with(&[("XDG_DATA_HOME", "/data"), ("HOME", "/home/user")]).unwrap();
        assert_eq!(path, PathBuf::from("/data/causeway/dev"));
    }

    #[test]
    fn relative_xdg_data_home_is_ignored() {
        let path = path_with(&[("XDG_DATA_HOME", "data"), ("HOME", "/home/user")]).unwrap();
        assert_eq!(path, PathBuf::from("/home/user/.local/share/causeway/dev"));
    }

    #[test]
    fn missing_home_is_refused() {
        assert!(matches!(path_with(&[]), Err(CliError::NoHome)));
    }
}
