import Glibc

/// What the operating system grants this process.
enum ProcessLimits {
  /// Raises the number of open files to what the system allows: each call in flight over HTTP/1.1 is one, and the usual
  /// soft limit is 1,024.
  static func raiseOpenFiles() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    // Refused only where the system would refuse any change; then the soft limit stays, and with it a clear error later.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
