resource "genesyscloud_telephony_providers_edges_phone" "softphone" {
  for_each               = var.agents
  name                   = "Softphone of ${each.value.name}"
  state                  = "active"
  site_id                = genesyscloud_telephony_providers_edges_site.indianapolis.id
  phone_base_settings_id = genesyscloud_telephony_providers_edges_phonebasesettings.softphones.id
  web_rtc_user_id        = genesyscloud_user.agent[each.key].id
  properties = jsonencode({
    phone_label = { value = { instance = each.value.name } }
  })

  capabilities {
    media_codecs = ["audio/opus"]
    allow_reboot = true
  }
}

resource "genesyscloud_telephony_providers_edges_phonebasesettings" "remote" {
  name               = "Phones elsewhere"
  phone_meta_base_id = "inin_remote.json"
}

resource "genesyscloud_telephony_providers_edges_phone" "night" {
  name                   = "Night shift"
  site_id                = genesyscloud_telephony_providers_edges_site.indianapolis.id
  phone_base_settings_id = genesyscloud_telephony_providers_edges_phonebasesettings.remote.id

  line_properties {
    remote_address = ["+13175550150"]
  }
}
