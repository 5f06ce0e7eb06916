import Foundation
import Interchange
import Testing

struct FolderWatchTests {
  @Test func `a file is told once, and not while it grows`() throws {
    let folder = try Folder()
    let path = try folder.write(Array("half".utf8), "in/mail.eml")
    var watch = FolderWatch(paths: [folder.url.path])
    #expect(watch.look().isEmpty, "seen for the first time")
    _ = try folder.write(Array("half and half".utf8), "in/mail.eml")
    #expect(watch.look().isEmpty, "it grew")
    let told = watch.look()
    #expect(told.map(\.path) == [path])
    watch.finish(try #require(told.first))
    #expect(watch.look().isEmpty, "it was finished")
  }

  @Test func `a file that was not finished is told again, and one that changes later too`() throws {
    let folder = try Folder()
    _ = try folder.write(Array("one".utf8), "a")
    var watch = FolderWatch(paths: [folder.url.path])
    _ = watch.look()
    #expect(watch.look().count == 1)
    let again = watch.look()
    #expect(again.count == 1)
    watch.finish(try #require(again.first))
    _ = try folder.write(Array("another".utf8), "a")
    #expect(watch.look().isEmpty)
    #expect(watch.look().count == 1)
  }

  @Test func `what a maildir is still being given is not told`() throws {
    let folder = try Folder()
    _ = try folder.write(Array("x".utf8), "cur/1")
    _ = try folder.write(Array("x".utf8), "new/2")
    _ = try folder.write(Array("x".utf8), "tmp/3")
    var watch = FolderWatch(paths: [folder.url.path])
    _ = watch.look()
    #expect(watch.look().map { $0.path.split(separator: "/").last } == ["1", "2"])
  }

  @Test func `folders that are links to each other end`() throws {
    let folder = try Folder()
    _ = try folder.write(Array("x".utf8), "a")
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "loop"), withDestinationURL: folder.url)
    var watch = FolderWatch(paths: [folder.url.path])
    _ = watch.look()
    #expect(!watch.look().isEmpty)
  }
}
