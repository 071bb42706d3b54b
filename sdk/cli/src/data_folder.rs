//! Where this command keeps things when nobody says where: chains, keys.

use std::{ffi::OsString, path::PathBuf};

use crate::CliError;

/// The folder `causeway/NAME` in the user's data folder.
pub(crate) fn of(name: &str) -> Result<PathBuf, CliError> {
    Ok(base(|name| std::env::var_os(name))?.join("causeway").join(name))
}

/// The user's data folder (XDG Base Directory Specification): `$XDG_DATA_HOME` if it is an absolute path, otherwise
/// `$HOME/.local/share`.
fn base(variable: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, CliError> {
    let absolute = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    match absolute("XDG_DATA_HOME") {
        Some(data_home) => Ok(data_home),
        None => Ok(absolute("HOME").ok_or(CliError::NoHome)?.join(".local/share")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_with(variables: &[(&str, &str)]) -> Result<PathBuf, CliError> {
        base(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn xdg_data_home_comes_first() {
        let path = path_with(&[("XDG_DATA_HOME", "/data"), ("HOME", "/home/user")]).unwrap();
        assert_eq!(path, PathBuf::from("/data"));
    }

    #[test]
    fn relative_xdg_data_home_is_ignored() {
        let path = path_with(&[("XDG_DATA_HOME", "data"), ("HOME", "/home/user")]).unwrap();
        assert_eq!(path, PathBuf::from("/home/user/.local/share"));
    }

    #[test]
    fn missing_home_is_refused() {
        assert!(matches!(path_with(&[]), Err(CliError::NoHome)));
    }
}
