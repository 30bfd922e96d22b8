package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/blang/semver"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	pygen "github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// beside loads the provider's package, to which the schema of the components refers.
type beside struct{ provider *schema.Package }

func (b beside) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	if name != b.provider.Name {
		return nil, fmt.Errorf("no package %s", name)
	}
	return b.provider, nil
}

func (b beside) LoadPackageV2(_ context.Context, descriptor *schema.PackageDescriptor) (*schema.Package, error) {
	return b.LoadPackage(descriptor.Name, descriptor.Version)
}

func (b beside) LoadPackageReference(name string, version *semver.Version) (schema.PackageReference, error) {
	return b.LoadPackageReferenceV2(context.Background(), &schema.PackageDescriptor{Name: name, Version: version})
}

func (b beside) LoadPackageReferenceV2(ctx context.Context, descriptor *schema.PackageDescriptor) (schema.PackageReference, error) {
	pkg, err := b.LoadPackageV2(ctx, descriptor)
	if err != nil {
		return nil, err
	}
	return pkg.Reference(), nil
}

// What a program in Python says of components, and what the engine is then asked for.
const componentsProgram = `
import sys
import pulumi

sys.path.append(sys.argv[1])
made = []

class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        made.append((args.typ, args.name, args.inputs))
        return ["", {**args.inputs, "queueId": "the queue", "ids": {"ada": "the user"}}]

    def call(self, args):
        return {}

pulumi.runtime.set_mocks(Mocks())

import pulumi_genesyscloud as genesyscloud
import pulumi_genesyscloud_components as components

@pulumi.runtime.test
def program():
    support = components.QueueComponent("support",
        name="Support",
        acw_wrapup_prompt=genesyscloud.routing.WrapupPrompt.MANDATORY_TIMEOUT,
        media_settings_call=genesyscloud.routing.QueueMediaSettingsCallArgs(alerting_timeout_sec=12),
        own_wrapup_codes={"resolved": components.WrapupcodeSettingsArgs(name="Resolved")},
        in_queue_flow=components.FlowSourceArgs(file="waiting.yaml", substitutions={"title": pulumi.Output.from_input("Waiting")}))
    desk = components.AgentTeam("desk",
        queues={"support": components.MembershipArgs(queue_id=support.queue_id)},
        agents={"ada": components.AgentSettingsArgs(email="ada@example.com")})
    components.InboundRoute("line", flow_id="a flow", closed_flow_id="another flow", hours=components.BusinessHoursArgs(
        time_zone="Europe/Berlin",
        open={"weekdays": components.WeeklyHoursArgs(days=[components.Weekday.MO], from_="08:00", to="18:00")}))
    return desk.ids.apply(lambda ids: ids["ada"])

program()
inputs = {f"{typ.split(':')[-1]} {name}": inputs for typ, name, inputs in made}
queue = inputs["QueueComponent support"]
assert queue["acwWrapupPrompt"] == "MANDATORY_TIMEOUT", queue
assert queue["mediaSettingsCall"] == {"alertingTimeoutSec": 12}, queue
assert queue["ownWrapupCodes"] == {"resolved": {"name": "Resolved"}}, queue
assert queue["inQueueFlow"] == {"file": "waiting.yaml", "substitutions": {"title": "Waiting"}}, queue
assert inputs["AgentTeam desk"]["queues"] == {"support": {"queueId": "the queue"}}, inputs
assert inputs["InboundRoute line"]["hours"]["open"] == {"weekdays": {"days": ["MO"], "from": "08:00", "to": "18:00"}}, inputs
`

// The plugin of the components has a schema of its own, which refers to the provider's. Pulumi makes an SDK of it for every language
// (`pulumi package add`); here it is made for Python and Go by the same generators, and the one for Python is used.
func TestComponents(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../components/bin/plugin.json")
	if err != nil {
		t.Skipf("the components are not built: run `make build`, or `make test` (%v)", err)
	}
	var plugin struct{ Schema json.RawMessage }
	if err := json.Unmarshal(document, &plugin); err != nil {
		t.Fatal(err)
	}
	spec, err := parse(plugin.Schema)
	if err != nil {
		t.Fatal(err)
	}
	document, err = os.ReadFile("../provider-schema.json")
	if err != nil {
		t.Fatal(err)
	}
	providerSpec, err := parse(document)
	if err != nil {
		t.Fatal(err)
	}
	// A generator changes the packages that it is given.
	components := func() (*schema.Package, beside) {
		provider, err := bind(providerSpec)
		if err != nil {
			t.Fatal(err)
		}
		pkg, diagnostics, err := schema.BindSpec(spec, beside{provider}, schema.ValidationOptions{})
		if err != nil || len(diagnostics) > 0 {
			t.Fatal(err, diagnostics)
		}
		return pkg, beside{provider}
	}
	pkg, _ := components()
	if _, err := gogen.GeneratePackage(tool, pkg, nil); err != nil {
		t.Fatal(err)
	}
	pkg, loader := components()
	files, err := pygen.GeneratePackage(tool, pkg, nil, loader)
	if err != nil {
		t.Fatal(err)
	}
	python := os.Getenv("SDK_PYTHON")
	if python == "" {
		t.Skip("no Python with Pulumi's package: name one in $SDK_PYTHON, or run `make test`")
	}
	sdk := t.TempDir()
	if _, err := write(sdk, files); err != nil {
		t.Fatal(err)
	}
	installed(t, sdk, "pulumi_genesyscloud_components")
	provider := generated(t, "python")
	installed(t, provider, "pulumi_genesyscloud")
	command(t, sdk, python, "-c", componentsProgram, provider)
}
