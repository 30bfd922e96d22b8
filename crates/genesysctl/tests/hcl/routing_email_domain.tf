resource "genesyscloud_routing_email_domain" "mail" {
  domain_id        = "example.com"
  subdomain        = false
  mail_from_domain = "mail.example.com"
}
