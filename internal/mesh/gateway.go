package mesh

// Gateway is a gateway workload beside the control plane.
type Gateway struct {
	// Name of the Deployment, Service and service account; unique with Namespace.
	Name string `json:"name" mesh:"service"`
	// Namespace of the workload, as a rule not the control plane's.
	Namespace string `json:"namespace" mesh:"label"`
	// Role: Ingress (default), Egress or EastWest.
	Role GatewayRole `json:"role,omitempty"`
	// Exposure of the Service. Default: External; Egress ClusterIP.
	Exposure Exposure `json:"exposure,omitempty"`
	// SourceRanges that may reach the load balancer, CIDRs, written as given. An External EastWest gateway must name
	// them; "0.0.0.0/0" says public on purpose.
	SourceRanges []string `json:"sourceRanges,omitempty" mesh:"cidr,set"`
	// LoadBalancer is the AWS implementation: InTree (default) or Controller.
	LoadBalancer LoadBalancer `json:"loadBalancer,omitempty"`
	Replicas     *Replicas    `json:"replicas,omitempty"`
	// Revision is a revision or a tag. Default as for namespaces.
	Revision string `json:"revision,omitempty" mesh:"revision"`
	// Ports in addition to the role's own.
	Ports []Port `json:"ports,omitempty"`
	// Annotations of the Service; they win over the platform's.
	Annotations map[string]string `json:"annotations,omitempty" mesh:"prose,keys=qualified"`
	// Resources of the container, as in a Pod. Default: requests 100m and 128Mi, limits 2000m and 1024Mi.
	Resources *Resources `json:"resources,omitempty"`
	// API: Istio (Deployment and Service) or GatewayAPI (a Gateway that istiod deploys; EastWest: HBONE of ambient).
	API GatewayAPI `json:"api,omitempty"`
}

// Replicas bound the HorizontalPodAutoscaler. Default: Ingress 3 to 5, others 2 to 5.
type Replicas struct {
	// Min is the number of replicas that always run.
	Min int `json:"min,omitempty" mesh:"count"`
	// Max is the number of replicas under load.
	Max int `json:"max,omitempty" mesh:"count"`
}

// Port of a gateway's Service.
type Port struct {
	// Name of the port, once in the list; its beginning selects the protocol, as in tcp-mongo.
	Name string `json:"name" mesh:"label"`
	// Port on which the Service listens.
	Port int `json:"port" mesh:"port"`
	// TargetPort, default: Port.
	TargetPort int `json:"targetPort,omitempty" mesh:"port"`
	// NodePort on which the nodes listen, 30000 to 32767. Default: chosen by the cluster.
	NodePort int `json:"nodePort,omitempty" mesh:"nodePort"`
}

// Resources of a container: quantities by resource name.
type Resources struct {
	// Requests are what the container is given, such as cpu: 100m.
	Requests map[string]string `json:"requests,omitempty" mesh:"quantity,keys=qualified"`
	// Limits are what the container may not exceed.
	Limits map[string]string `json:"limits,omitempty" mesh:"quantity,keys=qualified"`
}

// MultiCluster joins clusters of one mesh ID.
type MultiCluster struct {
	// ExposeServices renders the cross-network Gateway on 15443. Default: true where an EastWest gateway exists.
	ExposeServices *bool `json:"exposeServices,omitempty"`
	// ExposeControlPlane opens ports 15012 and 15017 of the east-west gateway.
	ExposeControlPlane bool          `json:"exposeControlPlane,omitempty"`
	RemoteSecrets      RemoteSecrets `json:"remoteSecrets,omitempty"`
}

// RemoteSecrets says how the remote secrets of the other clusters reach this one.
type RemoteSecrets struct {
	// Source: Manual (a checklist with the commands) or ExternalSecret.
	Source         RemoteSecretSource `json:"source,omitempty"`
	ExternalSecret *ExternalSecret    `json:"externalSecret,omitempty"`
}
