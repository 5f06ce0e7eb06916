import Glibc
import Synchronization

/// Answers to look-ups of made-up names, which no resolver of the machine is asked for.
///
/// libcurl calls the C library's `getaddrinfo`; within this process the function below comes first and passes on every name
/// that nobody scripted.
enum NameServer {
  private struct State {
    var scripts: [String: [[String]]] = [:]
    var lookUps: [String: Int] = [:]
  }
  private static let state = Mutex(State())

  /// Scripts a name: its first look-up answers the first list of addresses and so on; the last list is for ever.
  static func answer(_ name: String, _ answers: [String]...) { state.withLock { $0.scripts[name] = answers } }

  /// How often a name was looked up.
  static func lookUps(of name: String) -> Int { state.withLock { $0.lookUps[name] ?? 0 } }

  fileprivate static func addresses(of name: String) -> [String]? {
    state.withLock { state in
      guard let script = state.scripts[name], let last = script.last else { return nil }
      let number = state.lookUps[name, default: 0]
      state.lookUps[name] = number + 1
      return number < script.count ? script[number] : last
    }
  }

  fileprivate typealias LookUp =
    @convention(c) (
      UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<addrinfo>?,
      UnsafeMutablePointer<UnsafeMutablePointer<addrinfo>?>?
    ) -> Int32

  /// The next definition after ours, which is the C library's.
  fileprivate static let real: LookUp? = dlsym(UnsafeMutableRawPointer(bitPattern: -1), "getaddrinfo").map {
    unsafeBitCast($0, to: LookUp.self)
  }
}

@_cdecl("getaddrinfo")
func scriptedGetaddrinfo(
  _ name: UnsafePointer<CChar>?, _ service: UnsafePointer<CChar>?, _ hints: UnsafePointer<addrinfo>?,
  _ result: UnsafeMutablePointer<UnsafeMutablePointer<addrinfo>?>?
) -> Int32 {
  guard let real = NameServer.real else { return EAI_FAIL }
  guard let name, let addresses = NameServer.addresses(of: String(cString: name)) else {
    return real(name, service, hints, result)
  }
  // The list's entries are freed one by one, so several lists can be made one.
  var first: UnsafeMutablePointer<addrinfo>?
  for address in addresses.reversed() {
    var entry: UnsafeMutablePointer<addrinfo>?
    guard real(address, service, hints, &entry) == 0, let entry else { continue }
    var last = entry
    while let next = last.pointee.ai_next { last = next }
    last.pointee.ai_next = first
    first = entry
  }
  result?.pointee = first
  return first == nil ? EAI_NONAME : 0
}
