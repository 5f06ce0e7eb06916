import Foundation
import Glibc

/// What the kernel says of this process (proc(5)); looked up at each scrape.
struct ProcessFigures: Sendable {
  private let startTime: Gauge
  private let cpu: Gauge
  private let memory: Gauge
  private let openFiles: Gauge

  init(_ registry: MetricRegistry) {
    startTime = Gauge(registry, MetricTable.startTime)
    // The kernel does the counting, so that the counter is set and not added to.
    cpu = Gauge(registry, MetricTable.cpu)
    memory = Gauge(registry, MetricTable.memory)
    openFiles = Gauge(registry, MetricTable.openFiles)
  }

  /// Leaves out what the kernel does not tell.
  func update() {
    if let stat = Self.text("/proc/self/stat") {
      // The program's name stands in brackets and may hold blanks; the third field comes after it.
      let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ").dropFirst()
        .map(String.init)
      let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
      if fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
        let started = Double(fields[19]), let pages = Double(fields[21]), ticks > 0
      {
        cpu.set((user + system) / ticks)
        memory.set(pages * Double(sysconf(Int32(_SC_PAGESIZE))))
        if let boot = Self.bootTime { startTime.set(boot + started / ticks) }
      }
    }
    if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      // The listing itself has one open.
      openFiles.set(Double(open.count - 1))
    }
  }

  /// When the machine was started, by its clock; /proc/stat has it too, but not for a confined service.
  private static let bootTime: Double? = {
    var (now, up) = (timespec(), timespec())
    guard clock_gettime(CLOCK_REALTIME, &now) == 0, clock_gettime(CLOCK_BOOTTIME, &up) == 0 else { return nil }
    return Double(now.tv_sec - up.tv_sec) + Double(now.tv_nsec - up.tv_nsec) / 1e9
  }()

  private static func text(_ path: String) -> String? {
    // Files of proc have no size that could be asked for.
    FileHandle(forReadingAtPath: path).flatMap { try? $0.readToEnd() }.map { String(decoding: $0, as: UTF8.self) }
  }
}
