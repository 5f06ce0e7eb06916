public import Evaluation
public import Foundation
import Synchronization

/// All recorded answers of one model, and the file that new ones go to.
///
/// Keys are made of everything that decides an answer, so looking in all files of a model can serve no wrong one. The
/// file is named after the prompt, `<prompt-sha8>.jsonl`; further generations are `<prompt-sha8>.2.jsonl` and so on,
/// and the newest answer counts.
public final class CassetteShelf: Sendable {
  private struct State {
    var cassettes: [Cassette]
    var target: Cassette
    var file: AppendOnlyFile?
  }

  private let state: Mutex<State>
  private let targetURL: URL

  /// Opens the shelf.
  ///
  /// - Parameters:
  ///   - folder: `cassettes/<model>`.
  ///   - promptHash: The prompt's content hash.
  ///   - refresh: Whether to begin a new generation and take nothing from older ones.
  /// - Throws: `EvaluationFailure` of kind `invalid` for a file with a broken record.
  public init(folder: URL, promptHash: String, refresh: Bool) throws(EvaluationFailure) {
    let name = String(promptHash.prefix(8))
    let files = Self.files(in: folder)
    let newest = files.filter { $0.prompt == name }.map(\.generation).max() ?? 0
    let generation = refresh ? newest + 1 : max(1, newest)
    targetURL = folder.appending(path: generation == 1 ? "\(name).jsonl" : "\(name).\(generation).jsonl")
    var cassettes: [Cassette] = []
    var target = Cassette()
    for file in files where !refresh {
      let cassette = try Self.read(file.url)
      if file.url.lastPathComponent == targetURL.lastPathComponent {
        target = cassette
      } else {
        cassettes.append(cassette)
      }
    }
    state = Mutex(State(cassettes: cassettes, target: target, file: nil))
  }

  /// Reads one file.
  ///
  /// - Throws: `EvaluationFailure` for a record whose hash is not right.
  public static func read(_ url: URL) throws(EvaluationFailure) -> Cassette {
    let cassette = Cassette(try Files.read(url))
    if let problem = cassette.problems.first {
      throw EvaluationFailure(
        .invalid, "\(url.path), line \(problem.line): \(problem.what)",
        mend: "Take the file from version control again, or record it anew with --mode record --refresh.")
    }
    return cassette
  }

  /// The answer to a request, the newest one that there is.
  public func record(for key: String) -> CassetteRecord? {
    state.withLock { state in state.target[key] ?? state.cassettes.lazy.compactMap { $0[key] }.first }
  }

  /// Why there is none.
  public func miss(_ request: CassetteRequest) -> CassetteMiss {
    CassetteMiss(request, among: state.withLock { state in state.target.records + state.cassettes.flatMap(\.records) })
  }

  /// Puts a new answer into the file.
  public func add(_ record: CassetteRecord) throws(EvaluationFailure) {
    let failure = state.withLock { state -> EvaluationFailure? in
      do throws(EvaluationFailure) {
        let file = if let open = state.file { open } else { try AppendOnlyFile(targetURL) }
        state.file = file
        if let lines = state.target.append(record) { try file.append(lines) }
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// Waits until all new answers are on the disk.
  public func synchronize() { state.withLock { $0.file?.synchronize() } }

  /// The files of a folder, newest generation first.
  public static func files(in folder: URL) -> [(url: URL, prompt: String, generation: Int)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".jsonl") }.map { name in
      let parts = name.split(separator: ".")
      let generation = parts.count > 2 ? Int(parts[1]) ?? 1 : 1
      return (folder.appending(path: name), String(parts[0]), generation)
    }.sorted { ($1.2, $0.1) < ($0.2, $1.1) }
  }
}
