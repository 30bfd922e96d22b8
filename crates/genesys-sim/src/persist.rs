//! State in a folder: a whole state file, and a journal of what was acknowledged since.
//!
//! The journal gets one line per request before the answer leaves; a line without its end is a request that was never
//! acknowledged, and is dropped. The state file is written beside the old one and then takes its name. A lock keeps a second
//! process out.

use std::{
    fs::{File, OpenOptions, TryLockError, create_dir_all, rename},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use crate::store::{Changes, Store};

/// A folder that holds the state.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    journal: File,
    /// Held as long as the folder is used; the system lets it go when the process ends, however it ends.
    _lock: File,
}

/// The folder could not be used.
#[derive(Debug, thiserror::Error)]
#[error("the state folder {path} cannot be used")]
pub struct FolderError {
    path: PathBuf,
    source: std::io::Error,
}

impl Folder {
    /// Opens the folder, and fills the store with what it holds.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn open(path: &Path, store: &mut Store) -> Result<Folder, FolderError> {
        Folder::try_open(path, store).map_err(|source| FolderError { path: path.to_owned(), source })
    }

    /// Whether the folder holds a state already.
    #[must_use]
    pub fn holds_state(path: &Path) -> bool {
        path.join("state.json").exists()
    }

    /// Writes down what a request changed.
    ///
    /// # Errors
    /// When the folder cannot be written; then the request must not be acknowledged.
    pub fn append(&mut self, changes: &Changes) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(changes)?;
        line.push(b'\n');
        self.journal.write_all(&line)
    }

    /// Replaces everything the folder holds.
    ///
    /// # Errors
    /// When the folder cannot be written; then it holds what it held before.
    pub fn rewrite(&mut self, store: &Store) -> std::io::Result<()> {
        self.journal = write_state(&self.path, store)?;
        Ok(())
    }

    fn try_open(path: &Path, store: &mut Store) -> std::io::Result<Folder> {
        if path.exists() && !path.is_dir() {
            return Err(std::io::Error::new(std::io::ErrorKind::NotADirectory, "it is not a folder"));
        }
        create_dir_all(path)?;
        let lock = lock(path)?;
        if let Ok(text) = std::fs::read(path.join("state.json")) {
            let generation: Generation = serde_json::from_slice(&text)?;
            store.apply(generation.changes);
            replay(&path.join(journal_name(generation.number)), store)?;
        }
        let journal = write_state(path, store)?;
        Ok(Folder { path: path.to_owned(), journal, _lock: lock })
    }
}

/// Refuses a folder that another process uses.
fn lock(path: &Path) -> std::io::Result<File> {
    let name = path.join("lock");
    let mut file = OpenOptions::new().create(true).read(true).write(true).truncate(false).open(&name)?;
    match file.try_lock() {
        Ok(()) => {
            // For whoever wants to know who holds it.
            file.set_len(0)?;
            write!(file, "{}", std::process::id())?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let holder = std::fs::read_to_string(&name).unwrap_or_default();
            let holder = if holder.is_empty() { String::new() } else { format!(" (process {holder})") };
            let text =
                format!("another genesys-sim{holder} is using it; stop that one, or name another folder");
            Err(std::io::Error::new(std::io::ErrorKind::ResourceBusy, text))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The state file names the journal that follows it, so that a journal is never replayed on a newer state.
#[derive(serde::Serialize, serde::Deserialize)]
struct Generation {
    number: u64,
    changes: Changes,
}

fn journal_name(number: u64) -> String {
    format!("journal-{number}.jsonl")
}

fn replay(path: &Path, store: &mut Store) -> std::io::Result<()> {
    let Ok(file) = File::open(path) else { return Ok(()) };
    for line in BufReader::new(file).split(b'\n') {
        let Ok(changes) = serde_json::from_slice::<Changes>(&line?) else {
            break;
        };
        store.apply(changes);
    }
    Ok(())
}

fn write_state(path: &Path, store: &Store) -> std::io::Result<File> {
    let state = path.join("state.json");
    let old = std::fs::read(&state)
        .ok()
        .and_then(|text| serde_json::from_slice::<Generation>(&text).ok())
        .map_or(0, |generation| generation.number);
    let mut all = store.clone();
    all.mark_all();
    let generation = Generation { number: old + 1, changes: all.take_changes() };
    let journal = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(true)
        .open(path.join(journal_name(generation.number)))?;
    let next = path.join("state.json.next");
    let mut file = File::create(&next)?;
    file.write_all(&serde_json::to_vec(&generation)?)?;
    file.sync_all()?;
    rename(&next, &state)?;
    if old > 0 {
        // A leftover does no harm: the state file does not name it.
        let _ = std::fs::remove_file(path.join(journal_name(old)));
    }
    Ok(journal)
}
