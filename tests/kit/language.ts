/**
 * A language host that has nothing to run.
 *
 * `pulumi import` asks the project's language which plugins it needs, also when no code is to be generated. A machine that has
 * only the engine has no language host, so the engine is told to attach to this one. What it generates is the program as the engine
 * says it, before any language has its own words for it.
 */
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
    GenerateProgramResponse,
    GetRequiredPackagesResponse,
    LanguageHandshakeResponse,
    type GenerateProgramRequest,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { later } from "./cleanup";

/** The environment of an engine that attaches to it, and how to stop it. */
export async function languageHost(): Promise<{ env: Record<string, string>; stop: () => Promise<void> }> {
    const answer = (response: unknown) => (_: unknown, callback: (error: null, response: unknown) => void) =>
        callback(null, response);
    const server = new grpc.Server();
    server.addService(LanguageRuntimeService as unknown as grpc.ServiceDefinition, {
        handshake: answer(new LanguageHandshakeResponse()),
        getRequiredPackages: answer(new GetRequiredPackagesResponse()),
        getPluginInfo: answer(new PluginInfo()),
        generateProgram: (
            call: { request: GenerateProgramRequest },
            callback: (error: null, response: GenerateProgramResponse) => void,
        ) => {
            const response = new GenerateProgramResponse();
            for (const [file, text] of call.request.getSourceMap().entries()) {
                response.getSourceMap().set(file, Buffer.from(text));
            }
            callback(null, response);
        },
    } as unknown as grpc.UntypedServiceImplementation);
    const port = await new Promise<number>((resolve, reject) =>
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
            error ? reject(error) : resolve(port),
        ),
    );
    return { env: { PULUMI_DEBUG_LANGUAGES: `nodejs:${port}` }, stop: later(() => server.forceShutdown()) };
}
