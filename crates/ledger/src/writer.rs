//! The one writer: a thread that runs commands over the tree and answers when what they wrote is durable.
//!
//! All commands that wait while one group is being synced make up the next group: one batch, one flush, one sync for all.
//! Each sees what those before it in the group have changed; one that fails leaves no change.

use std::{
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread::JoinHandle,
};

use model::EntryHeader;
use tokio::sync::oneshot;

use crate::{
    LedgerError, keys,
    mark::{Mark, MarkFile},
    store::{Before, Changes, Transaction, batch_of, guarded},
    tally,
};

/// Bounds how long a group's first command waits for the others, and how much memory sled keeps (see `REPLAY_ENTRIES_MAX`).
const GROUP_COMMANDS_MAX: usize = 256;

/// Tells a caller: of its own result, or of the failure that kept its group from becoming durable.
type Answer = Box<dyn FnOnce(Result<(), Arc<LedgerError>>) + Send>;

/// Runs a command; the flag says whether its changes are to be kept.
type Command = Box<dyn FnOnce(&mut Transaction<'_>) -> (bool, Answer) + Send>;

/// The header of the last entry that is durable.
#[derive(Debug, Clone)]
pub(crate) struct Durable(Arc<Mutex<Option<EntryHeader>>>);

impl Durable {
    pub(crate) fn starting_at(head: Option<EntryHeader>) -> Self {
        Self(Arc::new(Mutex::new(head)))
    }

    pub(crate) fn get(&self) -> Option<EntryHeader> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The sequence; 0 in an empty log.
    pub(crate) fn sequence(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map_or(0, |head| head.sequence)
    }

    fn set(&self, head: Option<EntryHeader>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = head;
    }
}

/// A hold of the writer's thread. Dropping it lets the commands that are under way end first.
#[derive(Debug)]
pub(crate) struct Writer {
    commands: Option<Sender<Command>>,
    thread: Option<JoinHandle<State>>,
}

/// Where a writer writes to.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) tree: sled::Tree,
    /// The engine's, to be synced.
    pub(crate) file: File,
    /// Where the ledger stands.
    pub(crate) mark: Mark,
    /// Where that is noted beside the tree.
    pub(crate) mark_file: MarkFile,
    /// Told of each step of each write, so that tests can end it there.
    #[cfg(test)]
    pub(crate) watch: Option<Watch>,
}

impl Files {
    #[cfg(test)]
    fn tell(&self, step: Step) {
        if let Some(watch) = &self.watch {
            watch.0(step);
        }
    }
}

/// A step of a write, and the last entry of the group that is being written.
#[cfg(test)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The engine has handed the group to the system, which may write any of it.
    Flushed(u64),
    /// The group is durable, and nobody has been told of it.
    Synced(u64),
}

#[cfg(test)]
#[derive(Clone)]
pub(crate) struct Watch(pub(crate) std::sync::Arc<dyn Fn(Step) + Send + Sync>);

#[cfg(test)]
impl std::fmt::Debug for Watch {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Watch")
    }
}

impl Writer {
    pub(crate) fn start(files: Files, durable: Durable) -> Result<Self, LedgerError> {
        let (commands, waiting) = channel();
        let mut state = State { files, head: durable.get(), durable, failed: None };
        let thread = std::thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn(move || {
                state.run(&waiting);
                state
            })
            .map_err(|error| LedgerError::Engine { doing: "start its writer", source: Box::new(error) })?;
        Ok(Self { commands: Some(commands), thread: Some(thread) })
    }

    /// Puts a command in the queue; its answer comes once it is durable.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        command: impl FnOnce(&mut Transaction<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> oneshot::Receiver<Result<T, LedgerError>> {
        let (answer, receiver) = oneshot::channel();
        // Nobody may be waiting any more; what was written stays written.
        self.send(command, |result| drop(answer.send(result)));
        receiver
    }

    /// Runs a command and waits for it, where there is nothing else to do: while a ledger is opened.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        command: impl FnOnce(&mut Transaction<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (answer, receiver) = channel();
        self.send(command, move |result| drop(answer.send(result)));
        receiver.recv().unwrap_or_else(|gone| Err(LedgerError::Engine { doing: "run a write", source: Box::new(gone) }))
    }

    fn send<T: Send + 'static>(
        &self,
        command: impl FnOnce(&mut Transaction<'_>) -> Result<T, LedgerError> + Send + 'static,
        answer: impl FnOnce(Result<T, LedgerError>) + Send + 'static,
    ) {
        let command: Command = Box::new(move |transaction| {
            let result = command(transaction).and_then(|value| tally::flush(transaction).map(|()| value));
            let keep = result.is_ok();
            let tell: Answer = Box::new(move |durable| answer(durable.map_err(not_durable).and(result)));
            (keep, tell)
        });
        if let Some(commands) = &self.commands {
            // When the thread has ended, the command is dropped with its sender, and the caller learns of that.
            let _ = commands.send(command);
        }
    }

    /// Lets the commands that are under way end and gives where the ledger stands then; `None` after a write that failed.
    pub(crate) fn end(mut self) -> Option<(Mark, MarkFile)> {
        let state = self.join()?;
        state.failed.is_none().then_some((state.files.mark, state.files.mark_file))
    }

    fn join(&mut self) -> Option<State> {
        self.commands = None;
        // A panic of the thread has been answered by the end of its channel.
        self.thread.take()?.join().ok()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.join();
    }
}

fn not_durable(why: Arc<LedgerError>) -> LedgerError {
    LedgerError::Engine {
        doing: "make what it wrote durable; restart hoso, which reads what is on the disk",
        source: Box::new(why),
    }
}

#[derive(Debug)]
struct State {
    files: Files,
    head: Option<EntryHeader>,
    durable: Durable,
    /// After a write or sync that failed nobody knows what is on the disk: nothing more is written until it is opened again.
    failed: Option<Arc<LedgerError>>,
}

impl State {
    fn run(&mut self, waiting: &Receiver<Command>) {
        while let Ok(first) = waiting.recv() {
            let others = waiting.try_iter().take(GROUP_COMMANDS_MAX - 1);
            let group: Vec<Command> = std::iter::once(first).chain(others).collect();
            self.commit(group);
        }
    }

    fn commit(&mut self, group: Vec<Command>) {
        let (mut changes, before) = (Changes::new(), Before::default());
        let mut answers = Vec::with_capacity(group.len());
        for command in group {
            answers.extend(self.run_one(command, &before, &mut changes));
        }
        if self.failed.is_none() {
            self.failed = self.make_durable(&before, changes).err().map(Arc::new);
        }
        for answer in answers {
            answer(self.failed.clone().map_or(Ok(()), Err));
        }
    }

    /// A command that panics is dropped with its changes, and its caller learns of that from the end of its channel.
    fn run_one(&mut self, command: Command, before: &Before, changes: &mut Changes) -> Option<Answer> {
        let mut transaction = Transaction::new(&self.files.tree, before, changes, self.head.clone());
        let ran = catch_unwind(AssertUnwindSafe(|| command(&mut transaction)));
        let (own, head) = transaction.into_changes();
        match ran {
            Ok((true, answer)) => {
                if changes.is_empty() {
                    *changes = own;
                } else {
                    changes.extend(own);
                }
                self.head = head;
                Some(answer)
            }
            Ok((false, answer)) => Some(answer),
            Err(_) => {
                tracing::error!("a write to the ledger panicked; it changed nothing");
                None
            }
        }
    }

    /// sled's flush hands its buffers to the system; only our own sync makes them durable (ENGINES.md).
    fn make_durable(&mut self, before: &Before, changes: Changes) -> Result<(), LedgerError> {
        if changes.is_empty() {
            return Ok(());
        }
        let files = &mut self.files;
        let next = files.mark.next((&files.tree, before), &changes, self.head.as_ref())?;
        let mut batch = batch_of(changes);
        batch.insert(keys::MARK, next.sealed());
        guarded("write", || files.tree.apply_batch(batch))?;
        guarded("flush", || files.tree.flush())?;
        #[cfg(test)]
        files.tell(Step::Flushed(next.sequence));
        files
            .file
            .sync_data()
            .map_err(|error| LedgerError::Engine { doing: "sync its file", source: Box::new(error) })?;
        files.mark = next;
        #[cfg(test)]
        files.tell(Step::Synced(files.mark.sequence));
        if let Err(error) = files.mark_file.note(&files.mark) {
            // What was written is durable all the same; until the next group the file tells of less than there is.
            tracing::warn!(%error, "the ledger's mark could not be written");
        }
        self.durable.set(self.head.clone());
        Ok(())
    }
}
