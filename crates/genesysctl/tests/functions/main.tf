# Every function and every kind of expression that is carried, with values that are known.
output "f_abs" {
  value = abs(-3)
}

output "f_alltrue" {
  value = [alltrue([true, "true"]), alltrue([]), alltrue([true, false])]
}

output "f_anytrue" {
  value = [anytrue([false, true]), anytrue([])]
}

output "f_base64decode" {
  value = base64decode("SGFsbG8=")
}

output "f_base64encode" {
  value = base64encode("Hällo")
}

output "f_base64sha256" {
  value = base64sha256("hello")
}

output "f_basename" {
  value = basename("a/b/c.txt")
}

output "f_ceil" {
  value = ceil(1.2)
}

output "f_chomp" {
  value = chomp("a\n\n")
}

output "f_chunklist" {
  value = [chunklist(["a", "b", "c"], 2), chunklist(["a"], 0)]
}

output "f_coalesce" {
  value = coalesce(null, "", "a")
}

output "f_coalescelist" {
  value = coalescelist([], ["a"])
}

output "f_compact" {
  value = compact(["a", "", null, "b"])
}

output "f_concat" {
  value = concat(["a"], ["b", "c"])
}

output "f_contains" {
  value = contains(["a", "b"], "b")
}

output "f_csvdecode" {
  value = csvdecode(file("people.csv"))
}

output "f_dirname" {
  value = dirname("a/b/c.txt")
}

output "f_distinct" {
  value = distinct(["a", "b", "a"])
}

output "f_element" {
  value = element(["a", "b"], 3)
}

output "f_endswith" {
  value = endswith("hello", "lo")
}

output "f_file" {
  value = file("${path.module}/people.csv")
}

output "f_filebase64" {
  value = substr(filebase64("people.csv"), 0, 8)
}

output "f_fileexists" {
  value = [fileexists("people.csv"), fileexists("${path.module}/nobody.csv")]
}

output "f_fileset" {
  value = [fileset(path.module, "*.{csv,tf}"), fileset("templates", "**"), fileset(".", "**/*.tpl")]
}

output "f_flatten" {
  value = flatten([["a"], [["b"], "c"]])
}

output "f_floor" {
  value = floor(1.8)
}

output "f_format" {
  value = [
    format("%s has %d of %03d, %q %%", "a", 2, 7, "x"),
    format("[%-5s|%5s|%+d|%.2f|%06.1f|%x|%t|%v|%.2s]", "ab", "cd", 3, 2.345, -2.27, 255, true, 1.5, "xyz"),
  ]
}

output "f_formatlist" {
  value = formatlist("%s-%s", ["a", "b"], "x")
}

output "f_indent" {
  value = indent(2, "a\nb\nc")
}

output "f_index" {
  value = index(["a", "b"], "b")
}

output "f_join" {
  value = join("-", ["a", 1, true])
}

output "f_jsondecode" {
  value = jsondecode("{\"b\": [1, {\"c\": null}], \"a\": true}")
}

output "f_jsonencode" {
  value = jsonencode({ b = [1, 2.5], a = "ä\"" })
}

output "f_keys" {
  value = keys({ b = 1, a = 2 })
}

output "f_length" {
  value = [length("hällo"), length(["a"]), length({ a = 1, b = 2 })]
}

output "f_lookup" {
  value = [lookup({ a = "x" }, "a", "y"), lookup({ a = "x" }, "b", "y")]
}

output "f_lower" {
  value = lower("HÄLLO")
}

output "f_matchkeys" {
  value = matchkeys(["a", "b", "c"], ["x", "y", "x"], ["x"])
}

output "f_max" {
  value = max(1, 3, 2)
}

output "f_merge" {
  value = merge({ a = 1, b = 2 }, { b = 3 })
}

output "f_min" {
  value = min(2, 1, 3)
}

output "f_one" {
  value = one(["a"])
}

output "f_parseint" {
  value = [parseint("ff", 16), parseint("-12", 10)]
}

output "f_pow" {
  value = pow(2, 10)
}

output "f_range" {
  value = [range(3), range(1, 4), range(4, 1), range(0, 9, 4)]
}

output "f_regex" {
  value = [regex("[a-z]+", "12ab3"), regex("(\\d)(\\d)", "12"), regex("(?P<key>\\w+)=(?P<value>\\w+)", "a=b"), regex("(?i)HELLO", "hello")]
}

output "f_regexall" {
  value = [regexall("[a-z]", "1a2b"), regexall("(.)=(.)", "a=b,c=d"), regexall("x", "a")]
}

output "f_replace" {
  value = [replace("a-b-c", "-", "+"), replace("a$b", "$", "$&"), replace("a1b22", "/[0-9]+/", "#"), replace("ab", "/(a)(b)/", "$2-$${1}")]
}

output "f_reverse" {
  value = reverse(["a", "b"])
}

output "f_setintersection" {
  value = setintersection(["b", "a"], ["a", "c"])
}

output "f_setproduct" {
  value = setproduct(["a", "b"], ["x", "y"])
}

output "f_setsubtract" {
  value = setsubtract(["c", "a", "b"], ["a"])
}

output "f_setunion" {
  value = setunion(["b"], ["a", "b"])
}

output "f_sha256" {
  value = sha256("hällo")
}

output "f_signum" {
  value = [signum(-3), signum(0), signum(5)]
}

output "f_slice" {
  value = slice(["a", "b", "c"], 1, 3)
}

output "f_sort" {
  value = sort(["b", "a", "B"])
}

output "f_split" {
  value = split(",", "a,b,,c")
}

output "f_startswith" {
  value = startswith("hello", "he")
}

output "f_strcontains" {
  value = [strcontains("hello", "ell"), strcontains("hello", "x")]
}

output "f_strrev" {
  value = strrev("häl")
}

output "f_substr" {
  value = [substr("hello", 1, 3), substr("hello", -3, 2), substr("hello", 2, -1)]
}

output "f_sum" {
  value = sum([1, 2, 3.5])
}

output "f_title" {
  value = title("hello big-world")
}

output "f_tobool" {
  value = tobool("true")
}

output "f_tolist" {
  value = tolist(["a"])
}

output "f_tomap" {
  value = tomap({ a = 1 })
}

output "f_tonumber" {
  value = tonumber("2.5")
}

output "f_toset" {
  value = toset(["b", "a", "b"])
}

output "f_tostring" {
  value = [tostring(1), tostring(true), tostring(2.5)]
}

output "f_transpose" {
  value = transpose({ a = ["x", "y"], b = ["y"] })
}

output "f_trim" {
  value = trim("--a-b--", "-")
}

output "f_trimprefix" {
  value = trimprefix("abc", "a")
}

output "f_trimspace" {
  value = trimspace("  a b  ")
}

output "f_trimsuffix" {
  value = trimsuffix("abc", "c")
}

output "f_upper" {
  value = upper("hällo")
}

output "f_urlencode" {
  value = urlencode("a b/ä!*")
}

output "f_values" {
  value = values({ b = 1, a = 2 })
}

output "f_yamldecode" {
  value = yamldecode("a: [1, 2.5, {b: true}]\nc: text\nd: null")
}

output "f_zipmap" {
  value = zipmap(["b", "a"], [1, 2])
}

output "for_list" {
  value = [for at, one in ["a", "b", "c"] : "${at}${one}" if one != "b"]
}

output "for_map" {
  value = { for key, value in { a = 1, b = 2 } : upper(key) => value + 1 }
}

output "grouped" {
  value = { for one in ["x-1", "y-1", "x-2"] : split("-", one)[0] => one... }
}

output "conditional" {
  value = 1 < 2 && !(3 >= 4) ? "yes" : "no"
}

output "arithmetic" {
  value = [7 % 4, -(2 - 5) * 2, 9 / 2]
}

output "equality" {
  value = [{ a = [1] } == { a = [1] }, "a" != "b"]
}

output "template" {
  value = "%{ for one in ["a", "b"] ~}${one};%{ endfor ~}%{ if true }!%{ else }?%{ endif }"
}

output "nested" {
  value = { a = { b = ["c"] } }.a.b[0]
}

output "tried" {
  value = [
    try({ a = 1 }.b, "else"),
    try({ a = 1 }.a, "else"),
    try(["a"][3], ["b"][7], "none"),
    can(regex("^a", "b")),
    can(regex("^a", "ab")),
  ]
}

output "template_file" {
  value = templatefile("templates/greeting.tpl", { name = "Ada", items = ["x", "y"], formal = true })
}

output "template_of_values" {
  value = templatefile("${path.module}/templates/greeting.tpl", local.greeting)
}

output "expanded" {
  value = merge([for one in ["a", "b"] : { (one) = upper(one) }]...)
}

output "keys_of_a_set" {
  value = [for key, value in toset(["b", "a"]) : "${key}=${value}"]
}

output "filled" {
  value = [for key, team in var.teams : "${key} ${team.size} ${join("+", team.skills)} ${team.lead == null ? "nobody" : team.lead.name}"]
}

output "local_of_locals" {
  value = local.second
}

# Names that are something else in programs.
output "class" {
  value = [for default in ["a"] : "${default}!"]
}

output "greeting" {
  value = local.greeting.name
}

locals {
  second   = "${local.first}-2"
  first    = "plain-1"
  greeting = { name = "Bob", items = [], formal = false }
}

variable "teams" {
  type = map(object({
    size   = optional(number, 3)
    skills = optional(list(string), ["none"])
    lead   = optional(object({ name = optional(string, "somebody") }))
  }))
  default = {
    a = {}
    b = { size = 7, skills = ["x", "y"], lead = {} }
  }
}
