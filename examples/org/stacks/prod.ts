// Where customers call: what cannot be brought back as it was is never deleted or replaced by a run.
import * as pulumi from "@pulumi/pulumi";
import { contactCentre } from "../contactCentre";
import { stage } from "../stage";

/** People, queues, flows and divisions: their ids are in reports, in other systems and in conversations of the past. */
const PROTECTED = ["genesyscloud:index:User", "genesyscloud:routing:Queue", "genesyscloud:index:Flow", "genesyscloud:auth:Division"];

export const prod = () => {
    // To remove one of them all the same: `pulumi state unprotect URN`, then `pulumi up`.
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
        PROTECTED.includes(type) ? { props, opts: pulumi.mergeOptions(opts, { protect: true }) } : undefined,
    );
    return contactCentre(stage());
};
