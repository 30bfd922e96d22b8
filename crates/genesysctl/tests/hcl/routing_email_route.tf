resource "genesyscloud_routing_email_route" "questions" {
  domain_id = genesyscloud_routing_email_domain.mail.id
  pattern   = "questions"
  from_name = "${var.company} Support"
  queue_id  = genesyscloud_routing_queue.support["Support"].id
  priority  = 5

  reply_email_address {
    domain_id            = genesyscloud_routing_email_domain.mail.id
    self_reference_route = true
  }
}

resource "genesyscloud_routing_email_route" "orders" {
  domain_id = genesyscloud_routing_email_domain.mail.id
  pattern   = "orders"
  from_name = "${var.company} Shop"
  queue_id  = genesyscloud_routing_queue.support["Sales"].id

  reply_email_address {
    domain_id = genesyscloud_routing_email_domain.mail.id
    route_id  = genesyscloud_routing_email_route.questions.id
  }
}
