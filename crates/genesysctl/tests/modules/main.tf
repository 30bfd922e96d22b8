# Modules in folders: one that is there once, one for each team, one by count, and one within another.
variable "teams" {
  type = map(object({
    skills   = list(string)
    overflow = optional(bool, false)
  }))
  default = {
    sales   = { skills = ["negotiation"] }
    support = { skills = ["hardware", "software"], overflow = true }
  }
}

locals {
  site = "HQ"
}

module "codes" {
  source = "./modules/codes"
  names  = ["Done", "Call back"]
}

module "team" {
  source   = "./modules/team"
  for_each = var.teams

  name      = "${local.site} ${each.key}"
  skills    = each.value.skills
  overflow  = each.value.overflow
  codes     = module.codes.ids
  languages = genesyscloud_routing_language.spoken

  depends_on = [module.codes]
}

module "spare" {
  source = "./modules/team/modules/queue"
  count  = 2

  name  = "Spare ${count.index}"
  codes = []
}

resource "genesyscloud_routing_language" "spoken" {
  for_each = toset(["English", "German"])
  name     = each.key
}

# What modules answer, in all ways of asking.
resource "genesyscloud_routing_skill_group" "sales" {
  name        = "Sales"
  description = module.team["sales"].queue_name
  skill_conditions = jsonencode([
    {
      operation = "And"
      routingSkillConditions = [
        {
          routingSkill = module.team["sales"].skill_names["negotiation"]
          comparator   = "GreaterThan"
          proficiency  = 2
        }
      ]
      languageSkillConditions = [
        {
          languageSkill = genesyscloud_routing_language.spoken["German"].name
          comparator    = "GreaterThan"
          proficiency   = 2
        }
      ]
    }
  ])
}

resource "genesyscloud_routing_wrapupcode" "of_team" {
  for_each = var.teams
  name     = "Of ${module.team[each.key].queue_name}"
}

output "queues" {
  value = { for key, team in module.team : key => team.queue_id }
}

output "spare" {
  value = module.spare[*].name
}

output "first_spare" {
  value = module.spare[0].id
}

output "overflow" {
  value = module.team["support"].overflow_ids
}
