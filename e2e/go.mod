module github.com/meshfn/meshfn/e2e

go 1.26
