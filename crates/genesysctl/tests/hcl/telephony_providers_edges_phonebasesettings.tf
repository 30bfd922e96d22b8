resource "genesyscloud_telephony_providers_edges_phonebasesettings" "softphones" {
  name               = "Softphones"
  description        = "Softphones in the browser"
  phone_meta_base_id = "inin_webrtc_softphone.json"
  properties = jsonencode({
    phone_label        = { value = { instance = "Softphone" } }
    phone_media_codecs = { value = { instance = ["audio/opus"] } }
  })

  capabilities {
    media_codecs = ["audio/opus"]
  }
}
