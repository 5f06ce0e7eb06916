import Markup

/// The files that a report is written as.
public struct PortfolioFiles: Sendable {
  /// One of them.
  public struct File: Sendable, Hashable {
    /// Without a folder.
    public let name: String
    /// UTF-8.
    public let contents: String
  }

  /// The page, then the digest as text and as HTML.
  public let files: [File]

  /// Names tell the audience and the day, so that a run never writes over another day's.
  public init(_ report: PortfolioReport, link: String? = nil) {
    let stem = "\(report.audience == .success ? "retention" : "renewals")-\(Day(report.day).iso)"
    let digest = Digest(report, link: link)
    files = [
      File(name: "\(stem).html", contents: ReportPage(report).html),
      File(name: "\(stem)-digest.txt", contents: digest.text), File(name: "\(stem)-digest.html", contents: digest.html),
    ]
  }
}
