import Glibc

/// How far a long command is, on a terminal's standard error; silent elsewhere.
final class Progress: Sendable {
  private let isShown = isatty(STDERR_FILENO) == 1

  func show(_ count: Int, of total: Int) {
    guard isShown, count == total || count % max(1, total / 200) == 0 else { return }
    let width = 40
    let filled = total == 0 ? width : width * count / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: width - filled)
    Output.remark("\r\(bar) \(count)/\(total)", terminator: "")
  }

  func finish() {
    if isShown { Output.remark("") }
  }
}

/// How far a command is that cannot know how long it will take.
struct Counter {
  private let what: String
  private let isShown = isatty(STDERR_FILENO) == 1

  init(_ what: String) { self.what = what }

  func show(_ count: Int) {
    if isShown { Output.remark("\r\(count) \(what)", terminator: "") }
  }

  func finish() {
    if isShown { Output.remark("") }
  }
}
