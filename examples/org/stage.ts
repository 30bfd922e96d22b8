// What a stack's configuration says about its stage.
import * as pulumi from "@pulumi/pulumi";
import type { Stage } from "./contactCentre";

/** The stage that Pulumi.STACK.yaml, and for secrets the environment, describe. */
export function stage(): Stage {
    const config = new pulumi.Config();
    const suffix = config.get("suffix");
    return {
        named: (name) => (suffix ? `${name} ${suffix}` : name),
        mailDomain: config.require("mailDomain"),
        numbers: config.require("numbers"),
        serviceLevel: config.requireNumber("serviceLevel"),
        crmPassword: secret(config, "crmPassword", "CRM_PASSWORD"),
    };
}

/** A secret of the configuration (`pulumi config set --secret`), or else of the environment, as a pipeline brings it along. */
function secret(config: pulumi.Config, key: string, variable: string): pulumi.Output<string> | undefined {
    const fromEnvironment = process.env[variable];
    return config.getSecret(key) ?? (fromEnvironment ? pulumi.secret(fromEnvironment) : undefined);
}
