import ArgumentParser
import Commands
import Encryption
import Foundation

/// `phano-bench seal`
struct SealCommand: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "seal",
    abstract: "Measure sealing and opening a value, beside Python's cryptography.",
    discussion: """
      CPU time of one thread. The peer is AES-256-GCM of the Python package 'cryptography', once alone and once as the same \
      envelope: key derivation, commitment and context included. It runs in the interpreter that --python names.
      """)

  @OptionGroup var report: ReportOptions
  @Option(help: ArgumentHelp("A Python that has 'cryptography'. Without it no peer is measured.", valueName: "file"))
  var python: String?
  @Option(help: "How many rounds of each size; the middle one is shown.") var rounds = 30
  @Option(help: "How many values are sealed in a round.") var repetitions = 500

  /// Microseconds at 2 KiB.
  private static let limit = 60.0
  private static let limitedSize = 2048
  private static let sizes = [256, limitedSize, 65_536]

  func validate() throws {
    guard min(rounds, repetitions) > 0 else { throw ValidationError("All numbers are 1 or more.") }
  }

  func measure() async throws -> [Figure] {
    if python == nil { Output.remark("no peer: give --python FILE, an interpreter that has 'cryptography'") }
    return try Self.sizes.flatMap { size in
      let ours = try SealingRound.measure(size: size, rounds: rounds, repetitions: repetitions)
      let peer = try python.map {
        try SealPeer(python: $0).measure(size: size, rounds: rounds, repetitions: repetitions)
      }
      return [
        figure("seal", size, ours.seal, limited: true), figure("open", size, ours.open, limited: true),
      ]
        + (peer.map { peer in
          [
            figure("seal", size, peer.envelope.seal, of: "the same envelope in Python"),
            figure("open", size, peer.envelope.open, of: "the same envelope in Python"),
            figure("seal", size, peer.cipher.seal, of: "AES-GCM alone in Python"),
            figure("open", size, peer.cipher.open, of: "AES-GCM alone in Python"),
          ]
        } ?? [])
    }
  }

  private func figure(
    _ what: String, _ size: Int, _ spread: Spread, limited: Bool = false, of peer: String? = nil
  ) -> Figure {
    let length = size < 1024 ? "\(size) B" : "\(size / 1024) KiB"
    return Figure(
      "\(what) \(length)" + (peer.map { ", \($0)" } ?? ""), spread, "us",
      limit: limited && size == Self.limitedSize ? Self.limit : nil, method: "CPU time, one thread")
  }
}

/// What sealing and opening one value takes, in microseconds.
struct SealingTimes: Sendable {
  let seal, open: Spread
}

/// Our own envelope.
enum SealingRound {
  static func measure(size: Int, rounds: Int, repetitions: Int) throws -> SealingTimes {
    var generator = SystemRandomNumberGenerator()
    let keys = try OrganizationKeys(
      organization: UUID(), data: [DataKey(version: 1, using: &generator)],
      index: DataKey(version: 1, using: &generator))
    let column = SealedColumn("phano.interaction", "content")
    let row = RowKey(UUID())
    let plaintext = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
    let envelope = try keys.seal(plaintext, column, row: row)
    // At 64 KiB a value is thirty times as long as at 2, and a round need not be.
    let repetitions = max(1, repetitions * 2048 / max(size, 2048))
    return SealingTimes(
      seal: try times(rounds, repetitions) { _ = try keys.seal(plaintext, column, row: row) },
      open: try times(rounds, repetitions) { _ = try keys.open(envelope, column, row: row) })
  }

  private static func times(_ rounds: Int, _ repetitions: Int, _ body: () throws -> Void) rethrows -> Spread {
    var all: [Double] = []
    for _ in 0..<rounds {
      let start = threadTime()
      for _ in 0..<repetitions { try body() }
      all.append((threadTime() - start) / Double(repetitions))
    }
    return Spread(all)
  }

  /// Microseconds of CPU time that the calling thread has had.
  private static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
  }
}
