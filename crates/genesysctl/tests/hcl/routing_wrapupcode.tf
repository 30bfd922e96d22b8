resource "genesyscloud_routing_wrapupcode" "code" {
  count       = length(local.codes)
  name        = local.codes[count.index]
  description = format("%s (%02d)", local.codes[count.index], count.index + 1)
}
