/// Changes the calibration in a `prompt.json` and nothing else of it, so that a person's layout stays.
public enum PromptCalibration {
  /// The file with a model family's temperature set; nil when it is not JSON with a member `calibration`.
  public static func setting(_ temperature: Double, for family: String, in file: [UInt8]) -> [UInt8]? {
    guard let json = try? JSONReader.read(file, maximumBytes: 1 << 18), let member = json["calibration"],
      let old = member.value.object
    else { return nil }
    var reader = JSONReader(file, from: member.offset)
    guard let end = try? reader.prefix().end else { return nil }
    let isFamily = { (name: String) in name.utf8.elementsEqual(family.utf8) }
    let kept = old.filter { !isFamily($0.name) }.map { ($0.name, $0.value) }
    let members = (kept + [(family, JSON.number(temperature))]).sorted { $0.0 < $1.0 }
    return file[..<member.offset] + Array(JSON.members(members).compactText.utf8) + file[end...]
  }
}
