import CLibpq
import Glibc

/// Starts detached threads: for the loop, and for the calls of libpq and libc that block.
enum SystemThread {
  private final class Body {
    let name: String
    let run: @Sendable () -> Void
    init(name: String, run: @escaping @Sendable () -> Void) { (self.name, self.run) = (name, run) }
  }

  /// Runs `body` on a thread of its own.
  /// - Parameter name: at most 15 characters, as the kernel shows it.
  /// - Throws: `PostgresError` of kind `system` when there is no thread to be had.
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) throws(PostgresError) {
    let box = Unmanaged.passRetained(Body(name: name, run: body))
    var id = pthread_t()
    let code = pthread_create(
      &id, nil,
      { argument in
        guard let argument else { return nil }
        let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
        clibpq_name_thread(body.name)
        body.run()
        return nil
      }, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw PostgresError(.system, "cannot start the thread \(name): \(systemMessage(code))")
    }
    pthread_detach(id)
  }
}

/// The system's words for an `errno` value.
func systemMessage(_ code: Int32) -> String {
  String(cString: strerror(code))
}
