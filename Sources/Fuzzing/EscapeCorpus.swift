public import Foundation

/// Cases kept because they went wrong once: JSON lines.
public enum EscapeCorpus {
  /// Why a file of cases or values cannot be used.
  public struct Unreadable: Error, CustomStringConvertible {
    /// The file.
    public let file: String
    /// Its line, from 1; 0 for the file as a whole.
    public let line: Int

    /// The file and the line.
    public var description: String { line == 0 ? "\(file): cannot be read" : "\(file), line \(line): not as expected" }
  }

  /// The cases of a file, in order.
  public static func read(_ file: URL) throws -> [FuzzCase] {
    let decoder = JSONDecoder()
    return try lines(of: file).map { number, line in
      do {
        return try decoder.decode(FuzzCase.self, from: line)
      } catch {
        throw Unreadable(file: file.path, line: number)
      }
    }
  }

  /// Puts cases behind those of a file, which is made if there is none. A case that is there already is left out.
  public static func append(_ cases: [FuzzCase], to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let old = FileManager.default.fileExists(atPath: file.path) ? try Data(contentsOf: file) : Data()
    var known = Set(old.split(separator: 0x0A).map { Data($0) })
    var bytes = old
    for fuzzCase in cases {
      let line = try encoder.encode(fuzzCase)
      guard known.insert(line).inserted else { continue }
      bytes += line + [0x0A]
    }
    try bytes.write(to: file)
  }

  /// The addresses and numbers that the labelled texts in a folder hold: `*.jsonl` with lines of
  /// `{"text","spans":[{"start","end","type","value"}]}`, the types EMAIL and PHONE.
  public static func values(in folder: URL) throws -> [Secret] {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "jsonl" }.sorted { $0.path < $1.path }
    let decoder = JSONDecoder()
    var values: [Secret] = []
    for file in files {
      for (number, line) in try lines(of: file) {
        do {
          values += try decoder.decode(LabelledText.self, from: line).secrets
        } catch {
          throw Unreadable(file: file.path, line: number)
        }
      }
    }
    return values
  }

  private static func lines(of file: URL) throws -> [(Int, Data)] {
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw Unreadable(file: file.path, line: 0)
    }
    return data.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, Data($0.element)) }.filter { !$0.1.isEmpty }
  }
}

/// A line of labelled text.
private struct LabelledText: Decodable {
  struct Span: Decodable {
    let type: String
    let value: String?
  }

  let spans: [Span]?

  /// Values in plain writing alone: what is disguised already would only be known again in that disguise.
  var secrets: [Secret] {
    (spans ?? []).compactMap { span in
      guard let value = span.value else { return nil }
      switch span.type {
      case "EMAIL" where value.split(separator: "@").count == 2 && value.allSatisfy { $0.isASCII && !$0.isWhitespace }:
        return Secret(kind: .address, written: value)
      case "PHONE" where value.filter(\.isNumber).count >= 8 && value.allSatisfy { $0.isASCII && !$0.isLetter }:
        return Secret(kind: .number, written: value)
      default: return nil
      }
    }
  }
}
