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
    LedgerError,
    store::{Changes, Transaction, batch_of, engine},
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
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(tree: sled::Tree, file: File, durable: Durable) -> Result<Self, LedgerError> {
        let (commands, waiting) = channel();
        let mut state = State { tree, file, head: durable.get(), durable, failed: None };
        let thread = std::thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn(move || state.run(&waiting))
            .map_err(|error| LedgerError::Engine { doing: "start its writer", source: Box::new(error) })?;
        Ok(Self { commands: Some(commands), thread: Some(thread) })
    }

    /// Puts a command in the queue; its answer comes once it is durable.
    pub(crate) fn submit<T: Send + 'static>(
        &self,
        command: impl FnOnce(&mut Transaction<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> oneshot::Receiver<Result<T, LedgerError>> {
        let (answer, receiver) = oneshot::channel();
        let command: Command = Box::new(move |transaction| {
            let result = command(transaction);
            let keep = result.is_ok();
            let tell: Answer = Box::new(move |durable| {
                // Nobody may be waiting any more; what was written stays written.
                let _ = answer.send(durable.map_err(not_durable).and(result));
            });
            (keep, tell)
        });
        if let Some(commands) = &self.commands {
            // When the thread has ended, the command is dropped with its sender, and the caller learns of that.
            let _ = commands.send(command);
        }
        receiver
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been answered by the end of its channel.
            let _ = thread.join();
        }
    }
}

fn not_durable(why: Arc<LedgerError>) -> LedgerError {
    LedgerError::Engine {
        doing: "make what it wrote durable; restart hoso, which reads what is on the disk",
        source: Box::new(why),
    }
}

struct State {
    tree: sled::Tree,
    file: File,
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
        let mut changes = Changes::new();
        let mut answers = Vec::with_capacity(group.len());
        for command in group {
            answers.extend(self.run_one(command, &mut changes));
        }
        if self.failed.is_none() {
            self.failed = self.make_durable(changes).err().map(Arc::new);
        }
        for answer in answers {
            answer(self.failed.clone().map_or(Ok(()), Err));
        }
    }

    /// A command that panics is dropped with its changes, and its caller learns of that from the end of its channel.
    fn run_one(&mut self, command: Command, changes: &mut Changes) -> Option<Answer> {
        let mut transaction = Transaction::new(&self.tree, changes, self.head.clone());
        let ran = catch_unwind(AssertUnwindSafe(|| command(&mut transaction)));
        let (own, head) = transaction.into_changes();
        match ran {
            Ok((true, answer)) => {
                changes.extend(own);
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
    fn make_durable(&mut self, changes: Changes) -> Result<(), LedgerError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.tree.apply_batch(batch_of(changes)).map_err(engine("write"))?;
        self.tree.flush().map_err(engine("flush"))?;
        self.file
            .sync_data()
            .map_err(|error| LedgerError::Engine { doing: "sync its file", source: Box::new(error) })?;
        self.durable.set(self.head.clone());
        Ok(())
    }
}
