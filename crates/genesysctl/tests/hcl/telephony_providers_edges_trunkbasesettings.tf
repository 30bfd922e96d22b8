resource "genesyscloud_telephony_providers_edges_trunkbasesettings" "base" {
  for_each = {
    phones  = { name = "WebRTC phones", meta = "phone_connections_webrtc.json", type = "PHONE" }
    between = { name = "Between edges", meta = "tie_trunk.json", type = "EDGE" }
  }
  name               = each.value.name
  trunk_meta_base_id = each.value.meta
  trunk_type         = each.value.type
}

resource "genesyscloud_telephony_providers_edges_trunkbasesettings" "carrier" {
  name               = "Carrier"
  description        = "Calls from and to the carrier"
  trunk_meta_base_id = "external_sip_pcv_byoc_carrier.json"
  trunk_type         = "EXTERNAL"
  inbound_site_id    = genesyscloud_telephony_providers_edges_site.indianapolis.id
  properties = jsonencode({
    trunk_label            = { value = { instance = "Carrier" } }
    trunk_max_dial_timeout = { value = { instance = "1m" } }
  })
}
