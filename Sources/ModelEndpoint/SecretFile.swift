public import Glibc

/// Which files may hold a secret.
public enum SecretFile {
  /// Whether nobody reads it but whom it is for: its owner alone, or, where it is root's, the group of whoever reads it.
  ///
  /// The second is how service managers and Kubernetes hand secrets to a user who is not root (mode 0440); libpq takes
  /// private keys by the same rule.
  /// - Parameters:
  ///   - mode: the file's permission bits.
  ///   - owner: its user.
  ///   - reader: the user of this process.
  public static func isPrivate(mode: mode_t, owner: uid_t, reader: uid_t) -> Bool {
    mode & (owner == 0 && reader != 0 ? 0o037 : 0o077) == 0
  }
}
