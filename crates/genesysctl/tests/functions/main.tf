# Every function and every kind of expression that is carried, with values that are known.
output "f_abs" {
  value = abs(-3)
}

output "f_base64decode" {
  value = base64decode("SGFsbG8=")
}

output "f_base64encode" {
  value = base64encode("Hällo")
}

output "f_basename" {
  value = basename("a/b/c.txt")
}

output "f_ceil" {
  value = ceil(1.2)
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

output "f_flatten" {
  value = flatten([["a"], [["b"], "c"]])
}

output "f_floor" {
  value = floor(1.8)
}

output "f_format" {
  value = format("%s has %d of %03d, %q %%", "a", 2, 7, "x")
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

output "f_range" {
  value = [range(3), range(1, 4), range(4, 1), range(0, 9, 4)]
}

output "f_replace" {
  value = replace("a-b-c", "-", "+")
}

output "f_reverse" {
  value = reverse(["a", "b"])
}

output "f_setintersection" {
  value = setintersection(["b", "a"], ["a", "c"])
}

output "f_setsubtract" {
  value = setsubtract(["c", "a", "b"], ["a"])
}

output "f_setunion" {
  value = setunion(["b"], ["a", "b"])
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

output "f_values" {
  value = values({ b = 1, a = 2 })
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
