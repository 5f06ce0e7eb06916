import ArgumentParser
import Evaluation
import Evaluator
import Foundation

/// How `phano eval` prints.
enum EvalFormat: String, CaseIterable, ExpressibleByArgument {
  /// For people.
  case text
  /// One JSON object.
  case json
  /// JUnit's XML, as CI systems read it.
  case junit
  /// Workflow commands, as they become annotations of a pull request.
  case github
}

/// Something that was looked at, and how it stands.
struct EvalCheck {
  enum State { case pass, fail, inconclusive, invalid, warning }

  let name: String
  let state: State
  let message: String
  var file: String?
  var line: Int?
}

/// What an `eval` command found: printed in any format, and turned into the exit status.
struct EvalOutput<Value: Encodable> {
  /// The command, such as `gate`.
  let title: String
  /// What `json` prints.
  let value: Value
  /// What `text` prints.
  let text: String
  /// What `junit` and `github` print.
  let checks: [EvalCheck]
  /// What the shell is told.
  var status = ExitStatus.success

  /// Prints it, and ends the command with the status unless that is success.
  func finish(_ format: EvalFormat) throws {
    switch format {
    case .text: Output.write(text.hasSuffix("\n") ? text : text + "\n")
    case .json: Output.write(try Output.json(value))
    case .junit: Output.write(junit)
    case .github: Output.write(github)
    }
    guard status == .success else { throw ExitCode(status.rawValue) }
  }

  private var junit: String {
    let failures = checks.count { $0.state == .fail }
    let errors = checks.count { $0.state == .invalid }
    let skipped = checks.count { $0.state == .inconclusive }
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<testsuites><testsuite name="phano eval \#(Self.xml(title))" tests="\#(checks.count)" "#
        + #"failures="\#(failures)" errors="\#(errors)" skipped="\#(skipped)">"#,
    ]
    for check in checks {
      let place = check.file.map { #" file="\#(Self.xml($0))""# } ?? ""
      let line = check.line.map { #" line="\#($0)""# } ?? ""
      lines.append(
        #"<testcase classname="phano.eval.\#(Self.xml(title))" name="\#(Self.xml(check.name))"\#(place)\#(line)>"#)
      let message = Self.xml(check.message)
      switch check.state {
      case .pass: break
      case .warning: lines.append("<system-out>\(message)</system-out>")
      case .fail: lines.append(#"<failure message="\#(message)"/>"#)
      case .invalid: lines.append(#"<error message="\#(message)"/>"#)
      case .inconclusive: lines.append(#"<skipped message="inconclusive: \#(message)"/>"#)
      }
      lines.append("</testcase>")
    }
    lines.append("</testsuite></testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  private var github: String {
    checks.map { check in
      let kind =
        switch check.state {
        case .pass: "notice"
        case .warning, .inconclusive: "warning"
        case .fail, .invalid: "error"
        }
      let properties = [
        check.file.map { "file=\(Self.property($0))" }, check.line.map { "line=\($0)" },
        "title=\(Self.property(check.name))",
      ]
      return "::\(kind) \(properties.compactMap(\.self).joined(separator: ","))::\(Self.data(check.message))\n"
    }.joined()
  }

  private static func xml(_ text: String) -> String {
    var escaped = ""
    for scalar in Output.printable(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "&#10;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func data(_ text: String) -> String {
    text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}

extension GateOutcome {
  /// The outcome as a check.
  var check: EvalCheck {
    let state: EvalCheck.State =
      switch self.state {
      case .pass: .pass
      case .fail: .fail
      case .inconclusive: .inconclusive
      case .invalid: .invalid
      }
    return EvalCheck(name: name, state: state, message: why)
  }
}

extension GateOutcome.State {
  /// What the shell is told.
  var status: ExitStatus {
    switch self {
    case .pass: .success
    case .fail: .regression
    case .inconclusive: .inconclusive
    case .invalid: .invalidMeasurement
    }
  }
}
