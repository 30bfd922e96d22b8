resource "genesyscloud_routing_queue_outbound_email_address" "address" {
  queue_id  = genesyscloud_routing_queue.support["Support"].id
  domain_id = genesyscloud_routing_email_domain.mail.id
  route_id  = genesyscloud_routing_email_route.questions.id
}
