public import Foundation
public import Scoring

extension Prompt {
  /// Reads the prompt whose five files are in `folder`.
  public init(folder: URL) throws {
    let files = try PromptFiles { file throws(any Error) in
      Array(try Data(contentsOf: folder.appending(path: file.rawValue)))
    }
    try self.init(files: files)
  }
}
