//! What a child cannot do, whatever the bytes that it decodes make of it: open another's file, reach a network, start a
//! program.
//!
//! Two fences of the Linux kernel, each as high as the kernel at hand makes it: Landlock for files, seccomp for system calls.
//! A kernel that has neither leaves the limits of memory, output and time.

use std::{collections::BTreeMap, path::Path};

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr, Scope,
    path_beneath_rules,
};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, SeccompRule};

/// What Tesseract, the C library and the allocator read: nobody's data.
const PUBLIC: [&str; 10] = [
    "/usr/share/tesseract-ocr",
    "/usr/share/tessdata",
    "/usr/lib",
    "/lib",
    "/etc/ld.so.cache",
    "/dev/null",
    "/dev/urandom",
    "/proc/self",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
];

/// A reader of pages has no use for these.
const FORBIDDEN: [libc::c_long; 25] = [
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_kill,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_keyctl,
    libc::SYS_io_uring_setup,
    libc::SYS_userfaultfd,
    libc::SYS_init_module,
    libc::SYS_chroot,
];

/// Why a fence could not be put up by a kernel that has it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfineError {
    /// The one for files.
    #[error("files cannot be fenced off")]
    Files(#[from] landlock::RulesetError),
    /// The one for system calls.
    #[error("system calls cannot be fenced off")]
    Calls(#[from] seccompiler::Error),
}

/// From here on this process reads what lies in `readable` and in `tessdata`, writes what lies in `writable`, and no more.
pub(crate) fn confine(readable: &Path, writable: &Path, tessdata: Option<&Path>) -> Result<(), ConfineError> {
    fence_files(readable, writable, tessdata)?;
    fence_calls()?;
    Ok(())
}

fn fence_files(readable: &Path, writable: &Path, tessdata: Option<&Path>) -> Result<(), landlock::RulesetError> {
    let abi = ABI::V6;
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let public = PUBLIC.iter().map(Path::new).chain(tessdata).chain([readable]);
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .scope(Scope::from_all(abi))?
        .create()?
        // A path that is not there is passed over.
        .add_rules(path_beneath_rules(public, read))?
        .add_rules(path_beneath_rules([writable], AccessFs::from_all(abi) & !AccessFs::Execute))?
        .restrict_self()
        .map(drop)
}

fn fence_calls() -> Result<(), seccompiler::Error> {
    // Of a processor whose calls the crate cannot name, none is fenced off.
    let Ok(machine) = std::env::consts::ARCH.try_into() else { return Ok(()) };
    let forbidden: BTreeMap<i64, Vec<SeccompRule>> = FORBIDDEN.iter().map(|call| (*call, Vec::new())).collect();
    // INVARIANT: positive.
    let refuse = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(forbidden, SeccompAction::Allow, refuse, machine)?;
    let program: BpfProgram = filter.try_into()?;
    match seccompiler::apply_filter(&program) {
        Err(seccompiler::Error::Prctl(error) | seccompiler::Error::Seccomp(error)) if is_unknown(&error) => Ok(()),
        applied => applied,
    }
}

/// How a kernel says that it has no such thing.
fn is_unknown(error: &std::io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EINVAL | libc::ENOSYS))
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, File, OpenOptions},
        io::ErrorKind,
        net::{TcpListener, TcpStream},
        path::PathBuf,
        process::Command,
    };

    use super::*;

    /// Where the child of the test below finds its folders.
    const FOLDERS: &str = "CONFINED_FOLDERS";

    #[test]
    fn a_child_reads_and_writes_its_own_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["in", "out"] {
            fs::create_dir(dir.path().join(folder)).unwrap();
        }
        fs::write(dir.path().join("in/scan"), b"scan").unwrap();
        fs::write(dir.path().join("secret"), b"key").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["confine::tests::in_the_child", "--exact", "--ignored", "--nocapture"]);
        child.env(FOLDERS, dir.path()).env("PORT", listener.local_addr().unwrap().port().to_string());
        let output = child.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(fs::read(dir.path().join("in/scan")).unwrap(), b"scan");
        assert_eq!(fs::read(dir.path().join("out/text")).unwrap(), b"text");
    }

    #[test]
    #[ignore = "the child of the test above"]
    fn in_the_child() {
        let dir = PathBuf::from(std::env::var_os(FOLDERS).unwrap());
        let port: u16 = std::env::var("PORT").unwrap().parse().unwrap();
        let (readable, writable) = (dir.join("in"), dir.join("out"));
        confine(&readable, &writable, None).unwrap();
        assert_eq!(fs::read(readable.join("scan")).unwrap(), b"scan");
        fs::write(writable.join("text"), b"text").unwrap();
        let denied = |done: std::io::Result<()>| {
            assert_eq!(done.map_err(|error| error.kind()), Err(ErrorKind::PermissionDenied));
        };
        denied(TcpStream::connect(("127.0.0.1", port)).map(drop));
        denied(Command::new("/bin/true").status().map(drop));
        if !landlock_is_there() {
            eprintln!("skipped: this kernel has no Landlock");
            return;
        }
        denied(fs::read(dir.join("secret")).map(drop));
        denied(fs::read_dir(&dir).map(drop));
        denied(File::create(dir.join("new")).map(drop));
        denied(OpenOptions::new().write(true).open(readable.join("scan")).map(drop));
        denied(fs::remove_file(readable.join("scan")));
        denied(fs::read("/etc/passwd").map(drop));
    }

    fn landlock_is_there() -> bool {
        const VERSION: libc::c_ulong = 1;
        // SAFETY: asked for its version it reads no memory of ours.
        let version =
            unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, std::ptr::null::<u8>(), 0_usize, VERSION) };
        version > 0
    }
}
