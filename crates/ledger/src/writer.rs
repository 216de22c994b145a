//! The one writer: a thread that runs commands over the tree, and a second one that makes durable what they wrote and then
//! answers.
//!
//! All commands that run while one group is being written make up the next group: one batch, one flush, one sync for all.
//! Each sees what those before it have changed, also those of the group that is being written; one that fails leaves no change.
//! When a group cannot be written, the ones after it, which were run over it, fail with it.
//!
//! While sled applies a batch, every read of it waits. So a large command is made ready before the group before it is handed
//! over, and then runs beside its writing without asking the tree for much.

use std::{
    collections::VecDeque,
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
    store::{Before, Changes, Layers, Transaction, batch_of, guarded},
    tally,
};

/// What a group holds at most, unless one command alone is more. Bounds how long its first command waits for the others, and how
/// much memory sled keeps (see `REPLAY_ENTRIES_MAX`).
const GROUP_WEIGHT_MAX: usize = 256;

/// Tells a caller: of its own result, or of the failure that kept its group from becoming durable.
type Answer = Box<dyn FnOnce(Result<(), Arc<LedgerError>>) + Send>;

/// Runs what was made ready; the flag says whether its changes are to be kept.
type Run = Box<dyn FnOnce(&mut Transaction<'_>) -> (bool, Answer) + Send>;

struct Command {
    /// Does what of it asks for no order, and reads what it will ask for.
    make_ready: Box<dyn FnOnce(Layers<'_>) -> Run + Send>,
    /// How many entries it may make.
    weight: usize,
}

/// What the writer's thread is told.
enum Message {
    Run(Command),
    /// The group that was being written is durable, or has failed.
    Written,
    /// No more commands come.
    End,
}

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

/// A hold of the writer's threads. Dropping it lets the commands that are under way end first.
#[derive(Debug)]
pub(crate) struct Writer {
    messages: Sender<Message>,
    thread: Option<JoinHandle<Option<Committer>>>,
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
        let failed = |source| LedgerError::Engine { doing: "start its writer", source: Box::new(source) };
        let (messages, waiting) = channel();
        let (groups, to_write) = channel();
        let mut runner = Runner {
            tree: files.tree.clone(),
            head: durable.get(),
            mark: files.mark.clone(),
            groups,
            written: Arc::default(),
            is_writing: false,
            group: Group::default(),
        };
        let committer = Committer { files, durable, failed: None };
        let written = messages.clone();
        let committing = std::thread::Builder::new()
            .name("ledger-committer".to_owned())
            .spawn(move || committer.run(&to_write, &written))
            .map_err(failed)?;
        let thread = std::thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn(move || {
                runner.run(&waiting);
                drop(runner);
                // A panic of that thread has been answered by the end of its channel.
                committing.join().ok()
            })
            .map_err(failed)?;
        Ok(Self { messages, thread: Some(thread) })
    }

    /// Puts a command in the queue; its answer comes once it is durable.
    ///
    /// The first part of it asks for no order and may use all cores. It sees all that was written before; what it reads of the
    /// tree it gives on for [`Transaction::note`], so that the second part need not ask again. `weight` is how many entries
    /// it may make.
    pub(crate) fn submit<T: Send + 'static, R: Send + 'static>(
        &self,
        weight: usize,
        make_ready: impl FnOnce(Layers<'_>) -> Result<R, LedgerError> + Send + 'static,
        command: impl FnOnce(&mut Transaction<'_>, R) -> Result<T, LedgerError> + Send + 'static,
    ) -> oneshot::Receiver<Result<T, LedgerError>> {
        let (answer, receiver) = oneshot::channel();
        // Nobody may be waiting any more; what was written stays written.
        self.send(weight, make_ready, command, |result| drop(answer.send(result)));
        receiver
    }

    /// Runs a command and waits for it, where there is nothing else to do: while a ledger is opened.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        command: impl FnOnce(&mut Transaction<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (answer, receiver) = channel();
        self.send(1, |_| Ok(()), move |to, ()| command(to), move |result| drop(answer.send(result)));
        receiver.recv().unwrap_or_else(|gone| Err(LedgerError::Engine { doing: "run a write", source: Box::new(gone) }))
    }

    fn send<T: Send + 'static, R: Send + 'static>(
        &self,
        weight: usize,
        make_ready: impl FnOnce(Layers<'_>) -> Result<R, LedgerError> + Send + 'static,
        command: impl FnOnce(&mut Transaction<'_>, R) -> Result<T, LedgerError> + Send + 'static,
        answer: impl FnOnce(Result<T, LedgerError>) + Send + 'static,
    ) {
        let make_ready = move |layers: Layers<'_>| -> Run {
            let ready = make_ready(layers);
            Box::new(move |transaction| {
                let result = ready
                    .and_then(|ready| command(transaction, ready))
                    .and_then(|value| tally::flush(transaction).map(|()| value));
                let keep = result.is_ok();
                let tell: Answer = Box::new(move |durable| answer(durable.map_err(not_durable).and(result)));
                (keep, tell)
            })
        };
        // When the thread has ended, the command is dropped with its sender, and the caller learns of that.
        let _ = self.messages.send(Message::Run(Command { make_ready: Box::new(make_ready), weight }));
    }

    /// Lets the commands that are under way end and gives where the ledger stands then; `None` after a write that failed.
    pub(crate) fn end(mut self) -> Option<(Mark, MarkFile)> {
        let committer = self.join()?;
        committer.failed.is_none().then_some((committer.files.mark, committer.files.mark_file))
    }

    fn join(&mut self) -> Option<Committer> {
        let thread = self.thread.take()?;
        // One that has ended already needs not be told.
        let _ = self.messages.send(Message::End);
        // A panic of the thread has been answered by the end of its channel.
        thread.join().ok().flatten()
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

/// Commands that have run, with what they change.
#[derive(Default)]
struct Group {
    changes: Changes,
    /// What the tree held before, as far as they asked.
    before: Before,
    answers: Vec<Answer>,
    weight: usize,
}

/// A group on its way to the disk; who runs the next one sees what it changes.
struct Written {
    changes: Arc<Changes>,
    head: Option<EntryHeader>,
    /// Where the ledger stands with it; the error that came of asking.
    mark: Result<Mark, LedgerError>,
    answers: Vec<Answer>,
}

/// A command that was made ready.
struct ReadyCommand {
    /// None when making it ready panicked.
    run: Option<Run>,
    weight: usize,
}

/// Runs commands, while those that ran before are being written: a group grows until the one before it is durable.
struct Runner {
    tree: sled::Tree,
    head: Option<EntryHeader>,
    /// Where the ledger will stand once all that was handed over is durable.
    mark: Mark,
    groups: Sender<Written>,
    /// What is being written, and may be in the tree or not.
    written: Arc<Changes>,
    is_writing: bool,
    group: Group,
}

impl Runner {
    fn run(&mut self, messages: &Receiver<Message>) {
        let mut waiting = VecDeque::new();
        let mut ready = None;
        let mut ended = false;
        loop {
            let nothing_to_run = waiting.is_empty() && ready.is_none();
            let idle = !self.is_writing && self.group.answers.is_empty() && nothing_to_run;
            if idle && ended {
                return;
            }
            let is_full = self.group.weight >= GROUP_WEIGHT_MAX;
            let nothing_to_make_ready = waiting.is_empty() || ready.is_some();
            let blocked = self.is_writing && if is_full { nothing_to_make_ready } else { nothing_to_run };
            // All that waits already is known before anything is decided.
            let first = if idle || blocked { messages.recv().ok() } else { None };
            for message in first.into_iter().chain(messages.try_iter()) {
                match message {
                    Message::Run(command) => waiting.push_back(command),
                    Message::Written => {
                        self.is_writing = false;
                        self.written = Arc::default();
                    }
                    Message::End => ended = true,
                }
            }
            // What runs next is made ready before the tree is busy with this group, so also while the one before it is synced.
            if ready.is_none() {
                ready = waiting.pop_front().map(|command| self.make_ready(command));
            }
            if !is_full && let Some(ready) = ready.take() {
                self.run_one(ready);
            } else if !self.is_writing && !self.group.answers.is_empty() && !self.write() {
                return;
            }
        }
    }

    /// Makes a command ready for when all that has run so far is being written, or is in the tree.
    fn make_ready(&self, command: Command) -> ReadyCommand {
        let nothing = Changes::new();
        let layers = Layers::new(&self.tree, [&self.written, &self.group.changes, &nothing]);
        let Command { make_ready, weight } = command;
        let run = catch_unwind(AssertUnwindSafe(|| make_ready(layers)));
        if run.is_err() {
            tracing::error!("a write to the ledger panicked while it was made ready; it changed nothing");
        }
        ReadyCommand { run: run.ok(), weight }
    }

    /// Hands the group over; false when there is nobody any more to take it.
    fn write(&mut self) -> bool {
        let Group { changes, before, answers, .. } = std::mem::take(&mut self.group);
        let mark = if changes.is_empty() {
            Ok(self.mark.clone())
        } else {
            self.mark.next((&self.tree, &before), &changes, self.head.as_ref())
        };
        if let Ok(mark) = &mark {
            self.mark = mark.clone();
        }
        self.written = Arc::new(changes);
        self.is_writing = true;
        self.group.before = Before::after(Arc::clone(&self.written));
        self.groups.send(Written { changes: Arc::clone(&self.written), head: self.head.clone(), mark, answers }).is_ok()
    }

    /// A command that panics is dropped with its changes, and its caller learns of that from the end of its channel.
    fn run_one(&mut self, ReadyCommand { run, weight }: ReadyCommand) {
        let Some(run) = run else { return };
        let Group { changes, before, answers, weight: sum } = &mut self.group;
        let mut transaction = Transaction::new(&self.tree, before, changes, self.head.clone());
        let ran = catch_unwind(AssertUnwindSafe(|| run(&mut transaction)));
        let (own, head) = transaction.into_changes();
        match ran {
            Ok((keep, answer)) => {
                if keep {
                    if changes.is_empty() {
                        *changes = own;
                    } else {
                        changes.extend(own);
                    }
                    self.head = head;
                }
                answers.push(answer);
                *sum += weight;
            }
            Err(_) => tracing::error!("a write to the ledger panicked; it changed nothing"),
        }
    }
}

/// Tells the runner that a group is not being written any more, also when writing it panicked: it must not wait for ever.
struct TellWritten<'a>(&'a Sender<Message>);

impl Drop for TellWritten<'_> {
    fn drop(&mut self) {
        // A runner that is gone needs not know.
        let _ = self.0.send(Message::Written);
    }
}

/// Writes groups, one after the other, and answers their callers.
#[derive(Debug)]
struct Committer {
    files: Files,
    durable: Durable,
    /// After a write or sync that failed nobody knows what is on the disk: nothing more is written until it is opened again.
    failed: Option<Arc<LedgerError>>,
}

impl Committer {
    fn run(mut self, groups: &Receiver<Written>, written: &Sender<Message>) -> Self {
        while let Ok(Written { changes, head, mark, answers }) = groups.recv() {
            let tell = TellWritten(written);
            if self.failed.is_none() {
                let done = mark.and_then(|mark| self.make_durable(&changes, head, mark));
                self.failed = done.err().map(Arc::new);
            }
            // Before the answers, for which the next group need not wait.
            drop(tell);
            for answer in answers {
                answer(self.failed.clone().map_or(Ok(()), Err));
            }
        }
        self
    }

    /// sled's flush hands its buffers to the system; only our own sync makes them durable (ENGINES.md).
    fn make_durable(&mut self, changes: &Changes, head: Option<EntryHeader>, mark: Mark) -> Result<(), LedgerError> {
        if changes.is_empty() {
            return Ok(());
        }
        let files = &mut self.files;
        let mut batch = batch_of(changes);
        batch.insert(keys::MARK, mark.sealed());
        guarded("write", || files.tree.apply_batch(batch))?;
        guarded("flush", || files.tree.flush())?;
        #[cfg(test)]
        files.tell(Step::Flushed(mark.sequence));
        files
            .file
            .sync_data()
            .map_err(|error| LedgerError::Engine { doing: "sync its file", source: Box::new(error) })?;
        files.mark = mark;
        #[cfg(test)]
        files.tell(Step::Synced(files.mark.sequence));
        if let Err(error) = files.mark_file.note(&files.mark) {
            // What was written is durable all the same; until the next group the file tells of less than there is.
            tracing::warn!(%error, "the ledger's mark could not be written");
        }
        self.durable.set(head);
        Ok(())
    }
}
