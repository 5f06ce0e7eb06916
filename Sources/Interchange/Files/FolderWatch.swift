import Foundation

/// Tells which files below some paths are new or changed, once each, and not before they have been written.
///
/// It knows nothing of earlier processes: after a restart each file is told once more, which costs a reading and changes
/// nothing, since records are known by their ids.
public struct FolderWatch {
  /// A file as it was when it was told.
  public struct File: Hashable, Sendable {
    /// Where it is.
    public let path: String
    fileprivate let stamp: Stamp
  }

  /// By what a file is known to be the same.
  fileprivate struct Stamp: Hashable, Sendable {
    let size: Int
    let modifiedAt: Double
    let number: UInt64
  }

  private let paths: [String]
  private var seen: [String: Stamp] = [:]
  private var finished: [String: Stamp] = [:]

  /// Nothing has been seen yet.
  ///
  /// - Parameter paths: Files and folders.
  public init(paths: [String]) { self.paths = paths }

  /// The files that are the same as at the last look and were not finished as they are, in the order of their names. A
  /// file of which more is being written changes between two looks.
  public mutating func look() -> [File] {
    var found: [String: Stamp] = [:]
    for path in paths {
      for file in FolderListing.files(below: path) {
        if let stamp = Self.stamp(of: file) { found[file] = stamp }
      }
    }
    let settled = found.filter { seen[$0.key] == $0.value && finished[$0.key] != $0.value }
    seen = found
    finished = finished.filter { found[$0.key] != nil }
    return settled.map { File(path: $0.key, stamp: $0.value) }.sorted { $0.path < $1.path }
  }

  /// Says that a file need not be told again unless it changes.
  public mutating func finish(_ file: File) { finished[file.path] = file.stamp }

  private static func stamp(of path: String) -> Stamp? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      attributes[.type] as? FileAttributeType == .typeRegular, let size = (attributes[.size] as? NSNumber)?.intValue,
      size > 0, let date = attributes[.modificationDate] as? Date
    else { return nil }
    let number = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
    return Stamp(size: size, modifiedAt: date.timeIntervalSince1970, number: number)
  }
}

/// What lies in folders.
enum FolderListing {
  /// The files of a folder in the order of their names; `nil` if the path is no folder. A maildir's `tmp` holds mails that
  /// are still being delivered. Throws what the system says when the folder can't be read.
  static func entries(of path: String) throws -> [String]? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return nil }
    let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
    let isMaildir = names.contains("cur") && names.contains("new")
    let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    return names.filter { !isMaildir || $0 != "tmp" }.map { "\(folder)/\($0)" }
  }

  /// Whether a path leads to a file, or to nothing that can be told; to no pipe, socket or device.
  static func isRegularFile(_ path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(filePath: path).resolvingSymlinksInPath().path)
    return attributes.map { $0[.type] as? FileAttributeType == .typeRegular } ?? true
  }

  /// The folder that a path leads to, links followed: by which a loop of them is known.
  static func identity(of path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }

  /// All files below a path that can be read now.
  static func files(below path: String) -> [String] {
    var files: [String] = []
    var known: Set<String> = []
    var pending = [path]
    while let next = pending.popLast() {
      // A folder that vanished or may not be read now is looked at again the next time.
      guard let entries = (try? entries(of: next)) ?? nil else {
        files.append(next)
        continue
      }
      if known.insert(identity(of: next)).inserted { pending.append(contentsOf: entries) }
    }
    return files
  }
}
