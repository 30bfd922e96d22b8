resource "genesyscloud_integration_credential" "login" {
  name                 = "Login to the shop"
  credential_type_name = "basicAuth"
  fields = {
    userName = "genesys"
    password = var.shop_password
  }
}
