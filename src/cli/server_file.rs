//! The configuration of a server that `clausebook build --server` writes beside the site.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::printer::Printer;
use super::status::CommandError;
use crate::pipeline::Project;
use crate::render::Server;
use crate::source::read_regular;

/// How such a file begins; no other file is replaced.
const MARK: &str = "# Written by `clausebook build --server";

/// The greatest size of such a file, in bytes.
const MAX_SIZE: u64 = 64 << 20;

/// A server with a configuration of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ServerName {
    /// nginx
    Nginx,
    /// Caddy
    Caddy,
}

impl ServerName {
    const fn server(self) -> Server {
        match self {
            Self::Nginx => Server::Nginx,
            Self::Caddy => Server::Caddy,
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Nginx => "nginx.conf",
            Self::Caddy => "caddy",
        }
    }
}

/// The file for the configuration, which may be written.
#[derive(Debug)]
pub(super) struct ServerFile {
    server: Server,
    path: PathBuf,
}

impl ServerFile {
    /// The file `given`, else one beside the folder `out` with its name.
    ///
    /// # Errors
    /// Something else is there.
    pub(super) fn new(server: ServerName, given: Option<&Path>, out: &Path) -> Result<Self, CommandError> {
        let name = out.file_name().unwrap_or_default().to_string_lossy();
        let beside = || out.with_file_name(format!("{name}.{}", server.extension()));
        let path = given.map_or_else(beside, Path::to_path_buf);
        let refused = |reason: &str| {
            Err(CommandError::Message(format!(
                "`{}` is not replaced: {reason}; name another with `--server-file`",
                path.display()
            )))
        };
        match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return refused(&error.to_string()),
            Ok(metadata) if !metadata.is_file() => return refused("it is no regular file"),
            Ok(_) => match read_regular(&path, MAX_SIZE) {
                Ok(bytes) if bytes.starts_with(MARK.as_bytes()) => {}
                Ok(_) => return refused("it was not written by `clausebook build --server`"),
                Err(error) => return refused(&error.to_string()),
            },
        }
        Ok(Self { server: server.server(), path })
    }

    /// Replaces the file, and prints what the configuration leaves out.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn write(&self, project: &Project, printer: &Printer) -> Result<(), CommandError> {
        let config = project.server_config(self.server);
        self.replace(&config.text).map_err(|error| {
            CommandError::Message(format!("the site was written, but not `{}`: {error}", self.path.display()))
        })?;
        for note in &config.notes {
            printer.note(note);
        }
        Ok(printer.status(&format!("wrote {}", self.path.display()))?)
    }

    fn replace(&self, text: &str) -> io::Result<()> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = new_file(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(&self.path)?;
        Ok(())
    }
}

#[cfg(unix)]
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // A temporary file is private by default; the server may run as another user.
    tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
}
