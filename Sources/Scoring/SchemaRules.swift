/// The part of JSON Schema (draft 2020-12) that answer schemas use, small enough for every endpoint's strict mode.
enum SchemaRules {
  private static let keywords: Set<String> = [
    "type", "enum", "properties", "required", "additionalProperties", "items", "minimum", "maximum", "minItems",
    "maxItems", "description",
  ]

  /// Complains of the first keyword or form that ``violation(of:schema:path:)`` would otherwise silently not check.
  static func unsupportedPart(of schema: JSON) -> String? {
    guard let members = schema.object else { return "a schema that is not a JSON object" }
    if let unknown = members.first(where: { !keywords.contains($0.name) }) {
      return "unsupported schema keyword '\(unknown.name)'"
    }
    guard schema["type"]?.value.string.map(isType) ?? false else { return "a schema without a single known \"type\"" }
    if let value = schema["additionalProperties"]?.value, value.bool != false {
      return "\"additionalProperties\" other than false"
    }
    let nested = (schema["properties"]?.value.object ?? []).map(\.value) + [schema["items"]?.value].compactMap(\.self)
    return nested.lazy.compactMap(unsupportedPart).first
  }

  /// The first place where `value` breaks `schema`, as a sentence part that names the place; nil when it satisfies it.
  static func violation(of value: JSON, schema: JSON, path: String) -> String? {
    if let type = schema["type"]?.value.string, !conforms(value, to: type) { return "\(path) is not of type \(type)" }
    if let options = schema["enum"]?.value.array, !options.contains(where: { $0.value == value }) {
      return "\(path) is none of the words allowed there"
    }
    if let number = value.number {
      if let minimum = schema["minimum"]?.value.number, number < minimum { return "\(path) is below \(minimum)" }
      if let maximum = schema["maximum"]?.value.number, number > maximum { return "\(path) is above \(maximum)" }
    }
    if let elements = value.array { return violation(of: elements, schema: schema, path: path) }
    if let members = value.object { return violation(of: members, schema: schema, path: path) }
    return nil
  }

  private static func violation(of elements: [JSON.Element], schema: JSON, path: String) -> String? {
    if let minimum = schema["minItems"]?.value.integer, elements.count < minimum {
      return "\(path) has fewer than \(minimum) elements"
    }
    if let maximum = schema["maxItems"]?.value.integer, elements.count > maximum {
      return "\(path) has more than \(maximum) elements"
    }
    guard let items = schema["items"]?.value else { return nil }
    return elements.enumerated().lazy.compactMap { index, element in
      violation(of: element.value, schema: items, path: "\(path)[\(index)]")
    }.first
  }

  private static func violation(of members: [JSON.Member], schema: JSON, path: String) -> String? {
    let required = schema["required"]?.value.array?.compactMap(\.value.string) ?? []
    if let missing = required.first(where: { name in !members.contains { $0.name == name } }) {
      return "\(path).\(missing) is missing"
    }
    for member in members {
      guard let rule = schema["properties"]?.value[member.name]?.value else {
        if schema["additionalProperties"] != nil { return "\(path).\(member.name) is not in the schema" }
        continue
      }
      if let complaint = violation(of: member.value, schema: rule, path: "\(path).\(member.name)") { return complaint }
    }
    return nil
  }

  private static func isType(_ name: String) -> Bool {
    ["object", "array", "string", "number", "integer", "boolean"].contains(name)
  }

  private static func conforms(_ value: JSON, to type: String) -> Bool {
    switch type {
    case "object": value.object != nil
    case "array": value.array != nil
    case "string": value.string != nil
    case "number": value.number != nil
    case "integer": value.integer != nil
    case "boolean": value.bool != nil
    default: false
    }
  }
}
