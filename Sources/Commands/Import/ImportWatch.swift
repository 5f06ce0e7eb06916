import ArgumentParser
import Foundation
import Interchange
import UnixSignals

/// Imports what is below some paths and whatever arrives there, until a signal says to stop.
struct ImportWatch {
  let session: ImportSession
  let paths: [String]
  /// Seconds between two looks.
  let interval: Double
  let json: Bool

  /// Goes on until SIGTERM or SIGINT; a file that is being imported then is finished first.
  func run() async throws {
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let stop = StopFlag()
    let listening = Task { for await _ in signals { stop.stop() } }
    defer { listening.cancel() }
    Output.remark("watching \(paths.joined(separator: ", ")); stop with SIGTERM")
    var watch = FolderWatch(paths: paths)
    var isFirst = true
    while !stop.isStopped {
      for file in watch.look() {
        guard !stop.isStopped else { break }
        if try await take(file, isFirst: isFirst) { watch.finish(file) }
        isFirst = false
      }
      await stop.wait(seconds: interval)
    }
  }

  /// Imports one file. Returns false when it shall be tried again: the database was away.
  private func take(_ file: FolderWatch.File, isFirst: Bool) async throws -> Bool {
    var session = session
    if !isFirst { session.before = ImportReport() }
    do {
      let report = try await session.run([file.path])
      if report.isNews {
        try await session.finish(report)
        try report.printNews(of: file.path, json: json)
      }
      return true
    } catch let error where [.unavailable, .tryAgain].contains(Failure(explaining: error).status) {
      Output.remark("\(file.path): \(Failure(explaining: error).what); trying again")
      return false
    }
  }
}
