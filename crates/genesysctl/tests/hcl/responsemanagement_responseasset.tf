resource "genesyscloud_responsemanagement_responseasset" "logo" {
  name     = "shop/logo.svg"
  filename = "${path.module}/files/logo.svg"
}
