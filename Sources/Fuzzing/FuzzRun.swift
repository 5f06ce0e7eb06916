import Synchronization

/// A number of cases of one seed, on their way on several threads.
public struct FuzzRun: Sendable {
  private let path: RequestPath
  private let maker: FuzzCaseMaker

  /// - Parameters:
  ///   - path: The way that the cases go.
  ///   - maker: Where they come from.
  public init(path: RequestPath, maker: FuzzCaseMaker) {
    self.path = path
    self.maker = maker
  }

  /// Runs the cases with the indices `0..<cases`. The report is the same whatever `jobs` is.
  ///
  /// - Parameters:
  ///   - cases: How many.
  ///   - jobs: How many are on their way at the same time, 1 or more.
  ///   - progress: Told now and then how many more are done; called from several threads.
  public func run(
    cases: Int, jobs: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async -> FuzzReport {
    let pieces = Pieces(of: cases)
    return await withTaskGroup(of: FuzzReport.self) { group in
      for _ in 0..<jobs {
        group.addTask { @concurrent in
          var report = FuzzReport()
          while let piece = pieces.take() {
            for index in piece { send(index, &report) }
            progress(piece.count)
          }
          return report
        }
      }
      var whole = FuzzReport()
      for await part in group { whole.add(part) }
      return whole
    }
  }

  private func send(_ index: Int, _ report: inout FuzzReport) {
    let plan = maker.plan(index)
    let outcome = path.outcome(of: plan)
    report.count(plan.steps.map(\.transform.name), outcome)
    guard outcome.isFault else { return }
    let small = Minimiser(path: path).minimised(plan, outcome).build()
    report.add(Fault(index: index, outcome: outcome, fuzzCase: small, sent: path.sent(small)))
  }
}

/// The indices of a run, handed out in pieces.
private final class Pieces: Sendable {
  private static let size = 250

  private let count: Int
  private let next = Mutex(0)

  init(of count: Int) { self.count = count }

  func take() -> Range<Int>? {
    next.withLock { next in
      guard next < count else { return nil }
      let piece = next..<min(count, next + Self.size)
      next = piece.upperBound
      return piece
    }
  }
}
