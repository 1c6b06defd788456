//! Mounts: whether a folder lies on another machine. There the system tells only of what this machine changes.

use crate::workspace::place::real;
use std::path::Path;

/// File systems whose files somebody else may change, as Linux calls them.
const REMOTE: [&str; 16] = [
    "9p",
    "afs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "drvfs",
    "fuse.rclone",
    "fuse.sshfs",
    "fuse.vmhgfs-fuse",
    "ncpfs",
    "nfs",
    "nfs4",
    "prl_fs",
    "smb3",
    "vboxsf",
];

/// Whether `folder` lies on another machine, or in one that this one only borrows. Where the system has no list of mounts, none does.
pub(super) fn is_remote(folder: &Path) -> bool {
    let Ok(mounts) = std::fs::read_to_string("/proc/self/mountinfo") else { return false };
    file_system(&mounts, &real(folder)).is_some_and(|name| REMOTE.contains(&name))
}

/// The file system of `folder`: that of the mount nearest to it; of several at one place the last.
fn file_system<'a>(mounts: &'a str, folder: &Path) -> Option<&'a str> {
    // 36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/root rw
    let mount = |line: &'a str| {
        let (place, kind) = line.split_once(" - ")?;
        let point = place.split(' ').nth(4)?.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
        folder.starts_with(&point).then_some((point.len(), kind.split(' ').next()?))
    };
    mounts.lines().filter_map(mount).max_by_key(|(length, _)| *length).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mount_counts() {
        let mounts =
            "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n40 22 0:30 / /home/my\\040drafts rw shared:2 - nfs4 host:/x rw\n41 22 0:31 / /home rw - tmpfs tmpfs rw\n";
        let of = |folder| file_system(mounts, Path::new(folder));
        assert_eq!(of("/etc"), Some("ext4"));
        assert_eq!(of("/home/my drafts/quill"), Some("nfs4"));
        assert_eq!(of("/home/my drafts2"), Some("tmpfs"));
        assert_eq!(file_system("", Path::new("/")), None);
        assert_eq!(file_system("nonsense - \n", Path::new("/")), None);
    }
}
